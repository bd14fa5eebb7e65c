import {
  chosenUsersInputSchema,
  exportUsersQuerySchema,
  type ChosenUsersInput,
} from '@/lib/contract/users';
import { readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff, type StaffCall } from '@/lib/server/http/route';
import { exportUsers } from '@/lib/server/users/export-users';

const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  txt: 'text/plain; charset=utf-8',
} as const;

/** All that match the query; with POST, only the matches that the body names. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource(
  {
    GET: withStaff('users.export', (call) => file(call)),

    POST: withStaff('users.export', async (call) => {
      return file(call, await readJson(call.request, chosenUsersInputSchema));
    }),
  },
  { hasHead: false },
);

async function file({ request, actor }: StaffCall, chosen?: ChosenUsersInput): Promise<Response> {
  const query = readQuery(request, exportUsersQuerySchema);
  const day = new Date().toISOString().slice(0, 10);
  return new Response(await exportUsers(actor, query, chosen), {
    headers: {
      'content-type': contentTypes[query.format],
      'content-disposition': `attachment; filename="users-${day}.${query.format}"`,
      'cache-control': 'no-store',
    },
  });
}
