import { importPasswordsQuerySchema, passwordReadingSchema } from '@/lib/contract/password-lists';
import { findAccount } from '@/lib/server/accounts/accounts';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { readListBody } from '@/lib/server/http/read-list-body';
import { resource, withStaff } from '@/lib/server/http/route';
import { importPasswords } from '@/lib/server/users/import/import-passwords';

/** A file or pasted text: `mode=check` reports on each row, `mode=store` stores them. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('passwords.write', async ({ request, actor }) => {
    const { account, mode } = readQuery(request, importPasswordsQuerySchema);
    const { source, reading } = await readListBody(request, passwordReadingSchema);
    const list = await importPasswords(
      actor,
      await findAccount(actor, 'remotepc', account),
      source,
      {
        mode,
        reading,
      },
    );
    return json(list);
  }),
});
