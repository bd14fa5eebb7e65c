import { changeStaffInputSchema } from '@/lib/contract/staff';
import { noContent } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-body';
import { resource, withStaff } from '@/lib/server/http/route';
import { changeStaff, deleteStaff } from '@/lib/server/staff/change-staff';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PATCH: withStaff('staff.write', async ({ request, params, actor }) => {
    await changeStaff(actor, params.id ?? '', await readJson(request, changeStaffInputSchema));
    return noContent();
  }),

  DELETE: withStaff('staff.write', async ({ params, actor }) => {
    await deleteStaff(actor, params.id ?? '');
    return noContent();
  }),
});
