import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { describeMail } from '@/lib/server/mail/describe-mail';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('settings.read', async () => json(await describeMail())),
});
