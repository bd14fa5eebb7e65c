import { listChanges } from '@/lib/server/changes/list-changes';
import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';

/** Changes of settings that wait for a second person, and past ones. Anyone has their own. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('profile.write', async ({ actor }) => json(await listChanges(actor))),
});
