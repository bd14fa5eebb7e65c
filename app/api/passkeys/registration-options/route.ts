import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { startPasskey } from '@/lib/server/staff/own-passkeys';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('profile.write', async ({ actor }) => json(await startPasskey(actor)), {
    mayLackFactor: true,
  }),
});
