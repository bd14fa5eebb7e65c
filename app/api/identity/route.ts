import { beginConnecting, disconnect, findOwnIdentity } from '@/lib/server/auth/identities';
import { json, noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('profile.write', async ({ actor }) => json(await findOwnIdentity(actor))),

  POST: withStaff('profile.write', async ({ actor }) => {
    await beginConnecting(actor);
    return noContent();
  }),

  DELETE: withStaff('profile.write', async ({ actor }) => {
    await disconnect(actor);
    return noContent();
  }),
});
