import 'server-only';
import type { Actor } from '@/lib/server/actor';
import { withoutEffect } from '@/lib/server/db/database-failure';
import { recordEvent, type NewAuditEvent } from './record-event';

/** Records that an upstream is about to be asked to change something. Where it throws, nothing is sent. */
export async function recordRequest(actor: Actor, event: NewAuditEvent): Promise<void> {
  await beforeSending(() => recordEvent(actor, event));
}

/**
 * Does what has to be written down before an upstream is called. Where its answer was lost it isn't
 * known whether it is written, but nothing was sent: a repetition sends once.
 */
export async function beforeSending<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw withoutEffect(error);
  }
}
