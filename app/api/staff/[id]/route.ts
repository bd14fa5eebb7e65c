import { noContent } from '@/lib/api/json';
import { readJson } from '@/lib/api/read-json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { changeStaffInputSchema } from '@/lib/schemas/staff';
import { changeStaff, deleteStaff } from '@/lib/staff/change-staff';

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
