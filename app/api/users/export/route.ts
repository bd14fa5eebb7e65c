import {
  chosenUsersInputSchema,
  exportUsersQuerySchema,
  type ChosenUsersInput,
} from '@/lib/contract/users';
import { fileAnswer } from '@/lib/server/http/answers';
import { readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff, type StaffCall } from '@/lib/server/http/route';
import { exportUsers } from '@/lib/server/users/export-users';

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
  return fileAnswer(await exportUsers(actor, query, chosen), 'users', query.format);
}
