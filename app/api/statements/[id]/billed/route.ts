import { z } from 'zod';
import { json } from '@/lib/server/http/answers';
import { contentTypeOf, MAX_BODY_BYTES, readBody } from '@/lib/server/http/read-input';
import { readListBody } from '@/lib/server/http/read-list-body';
import { resource, withStaff } from '@/lib/server/http/route';
import { addBilled } from '@/lib/server/statements/complete-statement';

/** The CSV itself (`text/csv`), or as other lists come: JSON with `text`, or a form with a `file`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('customers.manage', async ({ request, params, actor }) => {
    return json(await addBilled(actor, params.id ?? '', await sourceOf(request)));
  }),
});

async function sourceOf(request: Request) {
  if (!['text/csv', 'text/plain'].includes(contentTypeOf(request))) {
    return (await readListBody(request, z.strictObject({}))).source;
  }
  const bytes = new Uint8Array(await readBody(request, MAX_BODY_BYTES));
  return { kind: 'file', name: 'billed.csv', bytes } as const;
}
