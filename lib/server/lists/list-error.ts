import 'server-only';
import { DeskError } from '@/lib/server/errors';

/** A list that can't be read: what is wrong, and in `detail` what to do about it. */
export function listError(
  { path = 'file', code }: { path?: string; code: string },
  detail: string,
): DeskError {
  const message = detail.split(/(?<=[.?!]) /)[0] ?? detail;
  return new DeskError('invalid_request', { detail, errors: [{ path, code, message }] });
}
