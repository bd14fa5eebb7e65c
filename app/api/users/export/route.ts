import { readQuery } from '@/lib/api/read-query';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { exportUsersQuerySchema } from '@/lib/schemas/users';
import { exportUsers } from '@/lib/users/export-users';

const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async ({ request, actor }) => {
    const query = readQuery(request, exportUsersQuerySchema);
    const day = new Date().toISOString().slice(0, 10);
    return new Response(await exportUsers(actor, query), {
      headers: {
        'content-type': contentTypes[query.format],
        'content-disposition': `attachment; filename="users-${day}.${query.format}"`,
        'cache-control': 'no-store',
      },
    });
  }),
});
