import { exportCustomersQuerySchema } from '@/lib/contract/customers';
import { exportCustomers } from '@/lib/server/customers/list-customers';
import { fileAnswer } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource(
  {
    GET: withStaff('users.export', async ({ request, actor }) => {
      const query = readQuery(request, exportCustomersQuerySchema);
      return fileAnswer(await exportCustomers(actor, query), 'customers', query.format);
    }),
  },
  { hasHead: false },
);
