import { noContent } from '@/lib/server/http/json';
import { readQuery } from '@/lib/server/http/read-query';
import { requirePermission } from '@/lib/server/auth/require-permission';
import { resource } from '@/lib/server/http/resource';
import { withStaff } from '@/lib/server/http/with-staff';
import { requireExportLeft } from '@/lib/server/audit/record-export';
import { admissionQuerySchema } from '@/lib/contract/staff-policy';

/** 204: whoever asks may go on. For what can't be sent once more after a refusal. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async ({ request, actor }) => {
    const { to } = readQuery(request, admissionQuerySchema);
    await requirePermission(actor, to === 'exports' ? 'users.export' : 'passwords.write');
    if (to === 'exports') await requireExportLeft(actor);
    return noContent();
  }),
});
