import { addCustomerInputSchema } from '@/lib/contract/customers';
import { systemActor } from '@/lib/server/actor';
import { addCustomer } from '@/lib/server/customers/change-customers';
import { createStatement } from '@/lib/server/statements/create-statement';
import { operation, type Operation } from './operation';
import { aCustomer, another, fresh } from './operation-setup';

const actor = systemActor('request-1');

/** A different one each time, in the past. */
function aMonth(): string {
  const number = another() % 240;
  return new Date(Date.UTC(2002, number, 1)).toISOString().slice(0, 7);
}

async function aStatement(): Promise<string> {
  return (await createStatement(actor, { month: aMonth() })).id;
}

async function billed() {
  const name = fresh('Company ');
  await addCustomer(actor, addCustomerInputSchema.parse({ name }));
  return { params: { id: await aStatement() }, json: { text: `${name},3` } };
}

/** Of the routes about statements, and of a customer's access sheet. */
export const statementOperations: Operation[] = [
  operation('GET /api/customers/[id]/access-sheet', 200, async () => ({
    params: { id: await aCustomer() },
    query: '?month=2026-11',
  })),
  operation('GET /api/statements', 200),
  operation('POST /api/statements', 201, () => ({ json: { month: aMonth() } })),
  operation('GET /api/statements/[id]', 200, async () => ({ params: { id: await aStatement() } })),
  operation('POST /api/statements/[id]/acknowledgement', 200, async () => ({
    params: { id: await aStatement() },
    json: { note: 'Agreed.' },
  })),
  operation('POST /api/statements/[id]/billed', 200, billed),
  operation('GET /api/statements/recipients', 200),
  operation('GET /api/statements/settings', 200),
  operation('PUT /api/statements/settings', 200, () => ({
    json: { day: null, accountCode: fresh(''), taxType: 'Tax on Sales', dueDays: 30 },
  })),
];
