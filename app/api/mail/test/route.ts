import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { testMail } from '@/lib/server/staff/test-mail';

/** Sends a test email to the caller, in this request: its outcome is the answer. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('accounts.write', async ({ actor }) => json(await testMail(actor))),
});
