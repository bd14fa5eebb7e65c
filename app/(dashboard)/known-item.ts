import { setTimeout as sleep } from 'node:timers/promises';
import { notFound } from 'next/navigation';
import { DeskError } from '@/lib/server/errors';

/** A slow upstream must not hold up the page. */
const MAX_WAIT_MS = 1_500;

/**
 * What a page shows first, or 404. Null: it can't be read now, or not soon. The browser asks again
 * and shows why.
 */
export async function knownItem<Item>(find: () => Promise<Item>): Promise<Item | null> {
  try {
    return await Promise.race([find(), sleep(MAX_WAIT_MS, null)]);
  } catch (error) {
    if (error instanceof DeskError && error.code === 'not_found') notFound();
    return null;
  }
}
