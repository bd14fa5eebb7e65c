import { seeNewsInputSchema } from '@/lib/contract/approvals';
import { json, noContent } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-body';
import { resource, withStaff } from '@/lib/server/http/route';
import { findNews, seeNews } from '@/lib/server/sign-in-as/approvals';

/** What every page looks at from time to time; and what the person has seen of it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.auto_login', async ({ actor }) => json(await findNews(actor))),

  POST: withStaff('users.auto_login', async ({ request, actor }) => {
    await seeNews(actor, await readJson(request, seeNewsInputSchema));
    return noContent();
  }),
});
