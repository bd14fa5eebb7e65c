import { testAccount } from '@/lib/server/accounts/test-account';
import { explainError } from '@/lib/server/explain-error';
import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { resumeBatchesOf } from '@/lib/server/invitations/pause';
import { trustKey } from '@/lib/server/sign-in-as/holds';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('accounts.test', async ({ params, actor }) => {
    const id = params.id ?? '';
    const { error, ...test } = await testAccount(actor, id);
    if (test.ok) {
      await trustKey(id);
      // Batches paused because the account was refused don't have to wait for the next check.
      await resumeBatchesOf(id);
      return json(test);
    }
    const { code, detail, upstream } = explainError(error);
    return json({ ...test, code, detail, upstream });
  }),
});
