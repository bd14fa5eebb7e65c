import 'server-only';
import { db } from '@/lib/server/db/client';
import { customers } from '@/lib/server/db/schema';

/** Whether there is any customer: without one, lists leave out what is about them. */
export async function hasCustomers(): Promise<boolean> {
  const [one] = await db().select({ id: customers.id }).from(customers).limit(1);
  return one !== undefined;
}
