import { changeStaffInputSchema, type ChangeStaffInput } from '@/lib/contract/staff';
import { askFirst } from '@/lib/server/changes/ask-change';
import { json, noContent } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { changeStaff, deleteStaff } from '@/lib/server/staff/change-staff';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PATCH: withStaff('staff.write', async ({ request, params, actor }) => {
    const id = params.id ?? '';
    const change = await readJson(request, changeStaffInputSchema);
    const waits = isTakingOnly(change)
      ? null
      : await askFirst(actor, { kind: 'staff_change', id, change });
    if (waits) return json(waits, { status: 202 });
    await changeStaff(actor, id, change);
    return noContent();
  }),

  DELETE: withStaff('staff.write', async ({ params, actor }) => {
    await deleteStaff(actor, params.id ?? '');
    return noContent();
  }),
});

/** Disabling someone can't wait: whoever has their session would go on. */
function isTakingOnly({ isDisabled, ...more }: ChangeStaffInput): boolean {
  return isDisabled === true && Object.values(more).every((value) => value === undefined);
}
