import { anySchema } from '@/lib/contract/common';
import {
  forgetPasswordInputSchema,
  forgetPasswordsInputSchema,
  storePasswordInputSchema,
  storePasswordsInputSchema,
  userAccountQuerySchema,
} from '@/lib/contract/users';
import { findAccount } from '@/lib/server/accounts/accounts';
import { noContent } from '@/lib/server/http/answers';
import { parseInput, readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { deletePasswords, storePasswords } from '@/lib/server/users/store-passwords';

/** One user with `username`; several with a list in `passwords` or `usernames`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PUT: withStaff('passwords.write', async ({ request, actor }) => {
    const account = await findAccount(
      actor,
      'remotepc',
      readQuery(request, userAccountQuerySchema).account,
    );
    const input = await readJson(request, anySchema);
    const schema = has(input, 'passwords') ? storePasswordsInputSchema : storePasswordInputSchema;
    await storePasswords(actor, account, parseInput(schema, input));
    return noContent();
  }),

  DELETE: withStaff('passwords.write', async ({ request, actor }) => {
    const account = await findAccount(
      actor,
      'remotepc',
      readQuery(request, userAccountQuerySchema).account,
    );
    const input = await readJson(request, anySchema);
    const schema = has(input, 'usernames') ? forgetPasswordsInputSchema : forgetPasswordInputSchema;
    await deletePasswords(actor, account, parseInput(schema, input));
    return noContent();
  }),
});

function has(input: unknown, field: string): boolean {
  return typeof input === 'object' && input !== null && field in input;
}
