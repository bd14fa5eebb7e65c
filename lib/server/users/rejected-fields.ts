import 'server-only';
import type { UpstreamRejectedError } from '@/lib/server/upstreams/channel/errors';
import type { InputFault } from '@/lib/contract/problem';

type Field = { path: string; message: string };

const fields: Record<string, Field> = {
  EMAIL_EXISTS: { path: 'email', message: 'RemotePC already has an account with this e-mail.' },
  FIRSTNAME_REQUIRED: { path: 'firstName', message: 'RemotePC wants a first name.' },
  LASTNAME_REQUIRED: { path: 'lastName', message: 'RemotePC wants a last name.' },
  EMAILID_REQUIRED: { path: 'email', message: 'RemotePC wants an e-mail address.' },
  ENTER_VALID_EMAIL: { path: 'email', message: 'RemotePC doesn’t take this e-mail address.' },
  INVALID_EMAIL: { path: 'email', message: 'RemotePC doesn’t take this e-mail address.' },
  PASSWORD_REQUIRED: { path: 'password', message: 'RemotePC wants a password.' },
  INVALID_PASSWORD: {
    path: 'password',
    message: 'RemotePC doesn’t take this password. Try a longer one with letters and digits.',
  },
  USERNAME_REQUIRED: { path: 'username', message: 'RemotePC wants the customer’s e-mail address.' },
};

/** RemotePC's words of a refusal that are about one field, as faults of our input. */
export function rejectedFields(
  error: UpstreamRejectedError,
  renamed: Record<string, string> = {},
): InputFault[] {
  return error.codes.flatMap((code) => {
    const field = Object.hasOwn(fields, code) ? fields[code] : undefined;
    if (!field) return [];
    return [{ path: renamed[field.path] ?? field.path, code, message: field.message }];
  });
}
