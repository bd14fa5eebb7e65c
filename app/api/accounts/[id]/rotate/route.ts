import { rotateAccessKey } from '@/lib/server/accounts/rotate-access-key';
import { askFirst } from '@/lib/server/changes/ask-change';
import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';

/** Gives a remote.it account a new access key, and disables the old one. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('accounts.write', async ({ params, actor }) => {
    const id = params.id ?? '';
    const waits = await askFirst(actor, { kind: 'account_rotate', id });
    return waits ? json(waits, { status: 202 }) : json(await rotateAccessKey(actor, id));
  }),
});
