import 'server-only';
import { DeskError } from '@/lib/server/errors';
import type { Viewer } from '@/lib/server/policies/permissions';

/**
 * A statement is of all accounts and customers together: for someone confined, there is none.
 * @throws DeskError `not_found`
 */
export function requireWhole({ accountIds, customerIds }: Viewer): void {
  if (accountIds === null && customerIds === null) return;
  throw new DeskError('not_found', {
    detail:
      'A statement is of all accounts and customers, and you can see only some of them. Ask an admin.',
  });
}
