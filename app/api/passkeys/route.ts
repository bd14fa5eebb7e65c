import { addPasskeyInputSchema } from '@/lib/contract/factors';
import { json, withSession } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { addPasskey } from '@/lib/server/staff/own-passkeys';

/** A new passkey of the signed-in person. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff(
    'profile.write',
    async ({ request, actor }) => {
      const { name, ...response } = await readJson(request, addPasskeyInputSchema);
      const { id, sessionId } = await addPasskey(actor, name, response);
      return withSession(json({ id }, { status: 201 }), sessionId);
    },
    { mayLackFactor: true },
  ),
});
