import 'server-only';
import { DeskError } from '@/lib/server/errors';
import { MethodNotAllowedError } from './problem';

/** What next-auth answers of what we use of it, and by which methods. */
const actions: Record<string, string[]> = {
  csrf: ['GET'],
  error: ['GET'],
  providers: ['GET'],
  session: ['GET'],
  signin: ['GET', 'POST'],
  signout: ['GET', 'POST'],
  'signin/credentials': ['GET', 'POST'],
  'callback/credentials': ['POST'],
};

/**
 * next-auth itself answers what it doesn't know with 400 in plain text, or throws.
 * @param path what follows `/api/auth/`
 * @throws DeskError `not_found`, `method_not_allowed`
 */
export function requireNextAuthMethod(method: string, path: string[]): void {
  const action = path.join('/');
  const allowed = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!allowed)
    throw new DeskError('not_found', { detail: 'There is no such route. Check the address.' });
  if (!allowed.includes(method)) throw new MethodNotAllowedError(allowed.join(', '));
}
