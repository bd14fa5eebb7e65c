import 'server-only';
import { sql } from 'drizzle-orm';
import { db } from './client';

/** Whether the database answers a query. Never throws. */
export async function isDatabaseReady(): Promise<boolean> {
  try {
    await db().execute(sql`select 1`);
    return true;
  } catch {
    return false;
  }
}
