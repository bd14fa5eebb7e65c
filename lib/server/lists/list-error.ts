import 'server-only';
import { ApiError } from '@/lib/server/http/api-error';

/** A list that can't be read: what is wrong, and in `detail` what to do about it. */
export function listError(
  { path = 'file', code }: { path?: string; code: string },
  detail: string,
): ApiError {
  const message = detail.split(/(?<=[.?!]) /)[0] ?? detail;
  return new ApiError('invalid_request', { detail, errors: [{ path, code, message }] });
}
