import { testAccount } from '@/lib/server/accounts/test-account';
import { explainError } from '@/lib/server/explain-error';
import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { resumeBatchesOf } from '@/lib/server/invitations/pause';
import { trustKey } from '@/lib/server/sign-in-as/holds';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('accounts.test', async ({ params, actor }) => {
    const result = await testAccount(actor, params.id ?? '');
    if (result.ok) {
      await trustKey(params.id ?? '');
      // Batches paused because the account was refused don't have to wait for the next check.
      await resumeBatchesOf(params.id ?? '');
      return json(result);
    }
    const { code, detail, upstream } = explainError(result.error);
    return json({ ok: false, code, detail, upstream });
  }),
});
