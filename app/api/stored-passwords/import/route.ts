import { findAccount } from '@/lib/accounts/find-account';
import { json } from '@/lib/api/json';
import { readListBody } from '@/lib/api/read-list-body';
import { readQuery } from '@/lib/api/read-query';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { importPasswordsQuerySchema, passwordReadingSchema } from '@/lib/schemas/password-lists';
import { importPasswords } from '@/lib/users/import/import-passwords';

/** A file, or pasted text: with `mode=check` told row by row, with `mode=store` stored. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('passwords.write', async ({ request, actor }) => {
    const { account, mode } = readQuery(request, importPasswordsQuerySchema);
    const { source, reading } = await readListBody(request, passwordReadingSchema);
    const list = await importPasswords(actor, findAccount('remotepc', account), source, {
      mode,
      reading,
    });
    return json(list);
  }),
});
