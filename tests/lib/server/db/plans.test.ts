import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { everyone } from '@/lib/server/actor';
import { closeLostRequests } from '@/lib/server/audit/close-lost-requests';
import { listEvents } from '@/lib/server/audit/list-events';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { listProblemBatches } from '@/lib/server/overview/list-problem-batches';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';

let desk: TestDesk;

/** A busy month of events, and a year of batches, one in fifty with a problem. */
const BUSY = `
  set session_replication_role = replica;
  insert into audit_events (id, at, actor_id, actor_email, action, target, outcome, request_id)
  select 'evt_plan_' || n, now() - make_interval(secs => n * 40), 'stf_1', 'ann@desk.example',
    case when n % 1000 = 0 then 'auto_login.requested' else 'auto_login.opened' end,
    'user' || n % 5000 || '@north.example', 'success', 'request-' || n / 2
  from generate_series(1, 60000) as n;
  insert into batches (id, account_id, created_at, created_by_id, created_by_email, request_id, total)
  select 'bat_plan_' || n, 'rpc_sandbox', now() - make_interval(hours => n * 3), 'stf_1',
    'ann@desk.example', 'request-' || n, 20
  from generate_series(1, 3000) as n;
  insert into invitations (batch_id, index, email, seats, status)
  select 'bat_plan_' || b, i, 'user' || i || '@north.example', 0,
    case when b % 50 = 0 and i = 1 then 'rejected' else 'invited' end
  from generate_series(1, 3000) as b, generate_series(0, 19) as i;
  analyze audit_events; analyze batches; analyze invitations;`;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  await asOwner(BUSY);
});
afterAll(() => desk.close());

type Statement = { text: string; values?: unknown[] };

/** The plans of all reading statements sent while `run` lasts. */
async function plansOf(run: () => Promise<unknown>): Promise<string> {
  const sent: Statement[] = [];
  const query = Client.prototype.query as (...input: unknown[]) => unknown;
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: Client,
    ...input: unknown[]
  ) {
    const [first, values] = input;
    const text = typeof first === 'string' ? first : (first as Statement).text;
    if (/^\s*select/i.test(text)) sent.push({ text, values: values as unknown[] });
    return query.apply(this, input) as never;
  });
  await run();
  spy.mockRestore();
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  const plans: string[] = [];
  for (const { text, values } of sent) {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
    plans.push(...rows.map((row) => row['QUERY PLAN']));
  }
  await client.end();
  return plans.join('\n');
}

describe('with a large database', () => {
  it('finding lost requests scans no whole table', async () => {
    const plan = await plansOf(closeLostRequests);
    expect(plan).toContain('audit_events_request');
    expect(plan).not.toContain('Seq Scan on audit_events');
  });

  it('sealing reads only the events that it seals next', async () => {
    const plan = await plansOf(sealEvents);
    expect(plan).toContain('Index Scan using audit_events_pkey');
    expect(plan).not.toContain('Seq Scan on audit_events ');
    expect(plan).not.toMatch(/Sort Key: .*sequence/);
  });

  it('finding batches that need attention reads only their problem rows', async () => {
    const plan = await plansOf(() => listProblemBatches(everyone));
    expect(plan).toContain('invitations_problems');
    expect(plan).not.toContain('Seq Scan on invitations');
    const { problems, items } = await listProblemBatches(everyone);
    expect(problems).toBe(14);
    expect(items[0]?.id).toBe('bat_plan_50');
  });

  it('part of a user’s address is found in the log without reading all of it', async () => {
    const find = () => listEvents({ ...everyone, id: 'stf_1' }, { target: 'ser4321@', limit: 50 });
    const plan = await plansOf(find);
    expect(plan).toContain('audit_events_trigrams');
    expect(plan).not.toContain('Seq Scan on audit_events');
    expect((await find()).items.map(({ id }) => id)).toEqual(
      [59321, 54321, 49321, 44321, 39321, 34321, 29321, 24321, 19321, 14321, 9321, 4321].map(
        (n) => `evt_plan_${n}`,
      ),
    );
  });

  it('a user’s events are found by an index, newest first', async () => {
    const client = new Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain select * from audit_events where target = 'user7@north.example'
       order by sequence desc limit 50`,
    );
    await client.end();
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('audit_events_target');
    expect(plan).not.toContain('Seq Scan');
  });
});
