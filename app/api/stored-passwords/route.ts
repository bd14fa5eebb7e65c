import { findAccount } from '@/lib/accounts/find-account';
import { noContent } from '@/lib/api/json';
import { parseInput } from '@/lib/api/parse-input';
import { readJson } from '@/lib/api/read-json';
import { readQuery } from '@/lib/api/read-query';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { anySchema } from '@/lib/schemas/common';
import {
  forgetPasswordInputSchema,
  forgetPasswordsInputSchema,
  storePasswordInputSchema,
  storePasswordsInputSchema,
  userAccountQuerySchema,
} from '@/lib/schemas/users';
import { forgetPasswords } from '@/lib/users/forget-passwords';
import { storePasswords } from '@/lib/users/store-passwords';

/** One customer by `username`; several by a list in `passwords` or `usernames`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PUT: withStaff('passwords.write', async ({ request, actor }) => {
    const account = findAccount('remotepc', readQuery(request, userAccountQuerySchema).account);
    const input = await readJson(request, anySchema);
    const schema = has(input, 'passwords') ? storePasswordsInputSchema : storePasswordInputSchema;
    await storePasswords(actor, account, parseInput(schema, input));
    return noContent();
  }),

  DELETE: withStaff('passwords.write', async ({ request, actor }) => {
    const account = findAccount('remotepc', readQuery(request, userAccountQuerySchema).account);
    const input = await readJson(request, anySchema);
    const schema = has(input, 'usernames') ? forgetPasswordsInputSchema : forgetPasswordInputSchema;
    await forgetPasswords(actor, account, parseInput(schema, input));
    return noContent();
  }),
});

function has(input: unknown, field: string): boolean {
  return typeof input === 'object' && input !== null && field in input;
}
