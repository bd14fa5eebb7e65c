import { seeNewsInputSchema, type ApprovalsNews } from '@/lib/contract/approvals';
import { seeChanges } from '@/lib/server/changes/decide-change';
import { findChangeNews } from '@/lib/server/changes/list-changes';
import { json, noContent } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { findNews, seeNews } from '@/lib/server/sign-in-as/approvals';

/** What every page looks at from time to time; and what the person has seen of it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('profile.write', async ({ actor }) => {
    const [signIns, changes] = await Promise.all([findNews(actor), findChangeNews(actor)]);
    const all: ApprovalsNews = {
      waiting: signIns.waiting + changes.waiting,
      toDecide: signIns.toDecide + changes.toDecide,
      own: signIns.own + changes.own,
      news: signIns.news,
      changes: changes.changes,
    };
    return json(all);
  }),

  POST: withStaff('profile.write', async ({ request, actor }) => {
    const input = await readJson(request, seeNewsInputSchema);
    await seeNews(actor, input);
    await seeChanges(actor, input);
    return noContent();
  }),
});
