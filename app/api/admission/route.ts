import { admissionQuerySchema } from '@/lib/contract/staff-policy';
import { requireExportLeft } from '@/lib/server/audit/limit-exports';
import { requirePermission } from '@/lib/server/auth/require-permission';
import { noContent } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { exportPermissionOf } from '@/lib/server/policies/permissions';

/** 204: the caller may continue. For calls that can't be repeated after a refusal. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('profile.write', async ({ request, actor }) => {
    const { to } = readQuery(request, admissionQuerySchema);
    // The export that follows asks for its own.
    await requirePermission(
      actor,
      to === 'exports' ? exportPermissionOf(actor) : 'passwords.write',
    );
    if (to === 'exports') await requireExportLeft(actor);
    return noContent();
  }),
});
