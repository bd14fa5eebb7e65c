import 'server-only';
import type { Actor } from '@/lib/server/actor';
import { describeError, log } from '@/lib/server/log';
import { recordEvent, type NewAuditEvent } from './record-event';

/**
 * Records how something ended that can't be undone by failing now. A connection may break at any
 * time, and the pool then has another: so it is tried twice. A failure is logged and not thrown: it
 * must not turn a success into an error that is repeated, nor hide what the person has to be told.
 */
export async function recordOutcome(actor: Actor, event: NewAuditEvent): Promise<void> {
  try {
    await recordEvent(actor, event).catch(() => recordEvent(actor, event));
  } catch (error) {
    const { requestId } = actor;
    log().error({ requestId, action: event.action, error: describeError(error) }, 'not recorded');
  }
}
