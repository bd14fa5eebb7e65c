import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Page not found' };

/** Every other path: without it, the page that says so would be outside the navigation. */
export default async function MissingPage() {
  await requireStaff();
  notFound();
}
