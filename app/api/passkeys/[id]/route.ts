import { renamePasskeyInputSchema } from '@/lib/contract/factors';
import { noContent, noContentWithSession } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { removePasskey, renamePasskey } from '@/lib/server/staff/own-passkeys';

/** One of the signed-in person's own passkeys. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PATCH: withStaff('profile.write', async ({ request, params, actor }) => {
    const { name } = await readJson(request, renamePasskeyInputSchema);
    await renamePasskey(actor, params.id ?? '', name);
    return noContent();
  }),

  DELETE: withStaff('profile.write', async ({ params, actor }) =>
    noContentWithSession(await removePasskey(actor, params.id ?? '')),
  ),
});
