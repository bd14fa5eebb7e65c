import 'server-only';
import { ApiError } from '../api/api-error';
import { recordEvent } from '../audit/record-event';
import type { Actor } from '../auth/actor';
import { may } from '../auth/permissions';

/**
 * Remembering a password on the way of another deed needs the same right as storing one outright.
 * @throws ApiError `forbidden`
 */
export async function requirePasswordPermission(actor: Actor): Promise<void> {
  const permission = 'passwords.write';
  if (may(actor.role, permission)) return;
  await recordEvent(actor, {
    action: 'access.denied',
    outcome: 'denied',
    details: { code: 'forbidden', permission },
  });
  throw new ApiError('forbidden', {
    detail: `Your role (${actor.role}) doesn’t allow storing passwords. Go on without storing it, or ask an administrator.`,
  });
}
