import { addTokenInputSchema } from '@/lib/contract/tokens';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { addToken, listTokens } from '@/lib/server/staff/own-tokens';

/** The signed-in person's own API tokens. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('profile.write', async ({ actor }) => json({ items: await listTokens(actor) })),

  POST: withStaff('profile.write', async ({ request, actor }) => {
    const input = await readJson(request, addTokenInputSchema);
    return json(await addToken(actor, input), { status: 201 });
  }),
});
