import 'server-only';
import type { Actor } from '../auth/actor';
import { describeError, log } from '../log';
import { recordEvent, type NewAuditEvent } from './record-event';

/**
 * Records how something ended that can't be undone by failing now. Its *requested* event stands, so
 * a failure here is logged and not thrown: it must not hide what the person has to be told.
 */
export async function recordOutcome(actor: Actor, event: NewAuditEvent): Promise<void> {
  try {
    await recordEvent(actor, event);
  } catch (error) {
    const { requestId } = actor;
    log().error({ requestId, action: event.action, error: describeError(error) }, 'not recorded');
  }
}
