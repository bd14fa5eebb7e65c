import { loginNameInputSchema } from '@/lib/contract/devices';
import { setLoginName } from '@/lib/server/devices/login-names';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PUT: withStaff('connections.write', async ({ request, params, actor }) => {
    const { name } = await readJson(request, loginNameInputSchema);
    return json(await setLoginName(actor, params.id ?? '', name));
  }),
});
