import 'server-only';
import { requireWholeScope, type Viewer } from '@/lib/server/policies/permissions';

/**
 * A statement is of all accounts and customers together: for someone confined, there is none.
 * @throws DeskError `not_found`
 */
export function requireWhole(viewer: Viewer): void {
  requireWholeScope(
    viewer,
    'A statement is of all accounts and customers, and you can see only some of them. Ask an admin.',
  );
}
