import { redirect } from 'next/navigation';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { settingsSections } from '@/lib/shared/settings-sections';

/** Leads to the first section that the person may open. */
export default async function SettingsPage() {
  const { permissions } = await requireStaff('settings.read');
  const first = settingsSections.find(({ permission }) => permissions.includes(permission));
  redirect(first?.href ?? '/no-access');
}
