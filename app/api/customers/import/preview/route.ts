import { customerListReadingSchema } from '@/lib/contract/customer-lists';
import { previewCustomers } from '@/lib/server/customers/import/import-customers';
import { json } from '@/lib/server/http/answers';
import { readListBody } from '@/lib/server/http/read-list-body';
import { resource, withStaff } from '@/lib/server/http/route';

/** What importing the list would do, row by row. Nothing is saved. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('customers.manage', async ({ request, actor }) => {
    const { source, reading } = await readListBody(request, customerListReadingSchema);
    return json(await previewCustomers(actor, source, reading));
  }),
});
