import 'server-only';
import { recordEvent, type NewAuditEvent } from '../audit/record-event';
import type { Actor } from '../auth/actor';
import { describeError, log } from '../log';

/**
 * Records how an upstream write ended. The deed is done and its *requested* event stands, so a
 * failure here is logged and not thrown: it must not turn a success into an error that is repeated.
 */
export async function recordOutcome(actor: Actor, event: NewAuditEvent): Promise<void> {
  try {
    await recordEvent(actor, event);
  } catch (error) {
    const { requestId } = actor;
    log().error({ requestId, action: event.action, error: describeError(error) }, 'not recorded');
  }
}
