import { noContent } from '@/lib/api/json';
import { readQuery } from '@/lib/api/read-query';
import { requirePermission } from '@/lib/api/require-permission';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { requireExportLeft } from '@/lib/audit/record-export';
import { admissionQuerySchema } from '@/lib/schemas/staff-policy';

/** 204: whoever asks may go on. For what can't be sent once more after a refusal. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async ({ request, actor }) => {
    const { to } = readQuery(request, admissionQuerySchema);
    await requirePermission(actor, to === 'exports' ? 'users.export' : 'passwords.write');
    if (to === 'exports') await requireExportLeft(actor);
    return noContent();
  }),
});
