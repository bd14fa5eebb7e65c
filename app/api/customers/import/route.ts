import {
  customerListReadingSchema,
  importCustomersQuerySchema,
} from '@/lib/contract/customer-lists';
import { importCustomers } from '@/lib/server/customers/import/import-customers';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { readListBody } from '@/lib/server/http/read-list-body';
import { resource, withStaff } from '@/lib/server/http/route';

/** A file or pasted text: what is ready in it is saved, with one result for each row. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('customers.manage', async ({ request, actor }) => {
    const { existing } = readQuery(request, importCustomersQuerySchema);
    const { source, reading } = await readListBody(request, customerListReadingSchema);
    return json(await importCustomers(actor, source, { reading, existing }));
  }),
});
