import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { deliverCheckpoints } from '@/lib/server/audit/deliver-checkpoints';
import { recordEvents } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { verifyLog } from '@/lib/server/audit/verify-log';
import { db } from '@/lib/server/db/client';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';
import { recomputedChain } from '@/tests/support/recompute-chain';
import { size } from '@/tests/support/size';

const EVENTS = 12;
const RUNS = size(60, 1_000);
const TABLES = ['audit_events', 'audit_seals', 'audit_checkpoints'];

let desk: TestDesk;
/** SQL that brings the log back as it was. */
let restore: string;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  const actor = { ...systemActor('req-1'), ip: '203.0.113.9' };
  const events = Array.from({ length: EVENTS }, (_, index) => ({
    action: 'user.added' as const,
    outcome: 'success' as const,
    target: `ann${index}@x.example`,
    accountId: 'rpc_sandbox',
    reason: 'They asked',
    ticket: 'T-17',
    details: { rows: 3, share: 0.5 },
  }));
  await recordEvents(actor, events);
  await sealEvents();
  // Written to the file outside the database, too.
  await deliverCheckpoints();
  const inserts = TABLES.map(async (table) => {
    const { rows } = await db().execute<{ rows: string }>(
      sql`select json_agg(row)::text as rows from ${sql.identifier(table)} as row`,
    );
    return `insert into ${table} select * from json_populate_recordset(null::${table}, ${quoted(rows[0]?.rows ?? '')});`;
  });
  restore = `set session_replication_role = replica;
    truncate ${TABLES.join(', ')}; ${(await Promise.all(inserts)).join('\n')}`;
});
afterAll(() => desk.close());

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

const ofEvent = (sequence: number) =>
  `sequence = (select position from audit_seals where audit_seals.sequence = ${sequence})`;

const cutFrom = (sequence: number) =>
  `delete from audit_events where sequence >= (select position from audit_seals where audit_seals.sequence = ${sequence});
   delete from audit_seals where sequence >= ${sequence};`;

type Tampering = { what: string; statements: string; isRehashed?: true; bad: [number, string] };

const texts = [
  'action',
  'target',
  'actor_id',
  'actor_email',
  'reason',
  'ticket',
  'request_id',
  'ip',
];
const place = fc.integer({ min: 1, max: EVENTS });

const edit = fc
  .tuple(fc.constantFrom(...texts), place, fc.string({ unit: 'grapheme', minLength: 1 }))
  .map(([column, sequence, added]): Tampering => ({
    what: `${column} of ${sequence}`,
    statements: `update audit_events set ${column} = ${column} || ${quoted(added)} where ${ofEvent(sequence)}`,
    bad: [sequence, 'event_changed'],
  }));

const editAndHash = edit.map((change): Tampering => ({
  ...change,
  what: `${change.what}, and the chain recomputed without the key`,
  isRehashed: true,
  bad: [change.bad[0], 'seal_forged'],
}));

const remove = fc.tuple(place, fc.boolean()).map(([sequence, withSeal]): Tampering => {
  const isLast = sequence === EVENTS;
  const seal = withSeal ? `; delete from audit_seals where sequence = ${sequence}` : '';
  const reason = withSeal ? (isLast ? 'tail_cut' : 'seal_missing') : 'event_missing';
  return {
    what: `${sequence} removed${withSeal ? ' with its seal' : ''}`,
    statements: `delete from audit_events where ${ofEvent(sequence)}${seal}`,
    bad: [sequence, reason],
  };
});

const add = fc.constantFrom(0, -7).map((position): Tampering => ({
  what: `one added in front, at ${position}`,
  statements: `insert into audit_events (sequence, id, actor_id, actor_email, action, outcome, request_id)
      values (${position}, 'evt_added', 'stf_1', 'eve@desk.example', 'user.added', 'success', 'req-9')`,
  bad: [1, 'event_unsealed'],
}));

const swap = fc
  .tuple(fc.integer({ min: 1, max: EVENTS - 1 }), fc.integer({ min: 1, max: EVENTS - 1 }))
  .map(([one, by]): Tampering => {
    const other = one + 1 + ((by - 1) % (EVENTS - one));
    return {
      what: `${one} and ${other} swapped`,
      statements: `update audit_events set target = swapped.target
        from (select sequence, target from audit_events) as swapped
        where (audit_events.${ofEvent(one)} and swapped.${ofEvent(other)})
          or (audit_events.${ofEvent(other)} and swapped.${ofEvent(one)})`,
      bad: [one, 'event_changed'],
    };
  });

const cut = fc.tuple(place, fc.boolean()).map(([sequence, isYesterday]): Tampering => ({
  what: isYesterday ? `back to before ${sequence}` : `the end cut off from ${sequence}`,
  statements: cutFrom(sequence) + (isYesterday ? 'truncate audit_checkpoints' : ''),
  bad: [sequence, 'tail_cut'],
}));

it(`N71: of ${RUNS} random changes each is found, and the first bad event named`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(edit, editAndHash, remove, add, swap, cut), async (tampering) => {
      await asOwner(`${restore} ${tampering.statements}`);
      if (tampering.isRehashed) {
        await asOwner(`set session_replication_role = replica; ${await recomputedChain()}`);
      }
      const { firstBad } = await verifyLog();
      expect([firstBad?.sequence, firstBad?.reason.split(':')[0]], tampering.what).toEqual(
        tampering.bad,
      );
    }),
    { numRuns: RUNS },
  );
  await asOwner(restore);
  expect(await verifyLog()).toMatchObject({ ok: true, checked: EVENTS });
}, 120_000);
