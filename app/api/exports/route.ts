import { noContent } from '@/lib/api/json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { requireExportLeft } from '@/lib/audit/record-export';

/** 204: whoever asks may take a file now. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.export', async ({ actor }) => {
    await requireExportLeft(actor);
    return noContent();
  }),
});
