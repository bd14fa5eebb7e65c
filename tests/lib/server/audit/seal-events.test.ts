import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { recordEvent, recordEvents } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { verifyLog } from '@/lib/server/audit/verify-log';
import { db, type Transaction } from '@/lib/server/db/client';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';

let desk: TestDesk;

beforeEach(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterEach(() => desk.close());

const actor = systemActor('req-1');
const event = (target: string) => ({ action: 'user.added', outcome: 'success', target }) as const;

/** Targets in the order of the chain. */
async function sealed(): Promise<string[]> {
  const { rows } = await db().execute<{ target: string }>(sql`
    select target from audit_seals join audit_events on audit_events.sequence = position
    order by audit_seals.sequence`);
  return rows.map(({ target }) => target);
}

async function settled(): Promise<number> {
  const { rows } = await db().execute<{ settled: string }>(sql`select settled from audit_sealing`);
  return Number(rows[0]?.settled);
}

/** Records an event in a transaction that stays open until `end` is called. */
async function slowly(target: string) {
  let end: (isKept: boolean) => void = () => undefined;
  const decision = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  let begun: () => void = () => undefined;
  const recorded = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const done = db()
    .transaction(async (tx: Transaction) => {
      await recordEvent(actor, event(target), tx);
      begun();
      if (!(await decision)) throw new Error('rolled back');
    })
    .catch(() => undefined);
  await recorded;
  return async (isKept: boolean) => {
    end(isKept);
    await done;
  };
}

describe('the order of the chain', () => {
  it('has no gap where a transaction was rolled back', async () => {
    await recordEvent(actor, event('one'));
    await (
      await slowly('never')
    )(false);
    await recordEvent(actor, event('two'));
    expect(await sealEvents()).toBe(2);
    expect(await sealed()).toEqual(['one', 'two']);
    expect(await settled()).toBe(3);
    expect(await verifyLog()).toMatchObject({ ok: true, checked: 2 });
  });

  it('gets an event of a transaction that ends late, behind those that were quicker', async () => {
    const end = await slowly('late');
    await recordEvent(actor, event('quick'));
    expect(await sealEvents()).toBe(1);
    await recordEvent(actor, event('quick, too'));
    expect(await sealEvents()).toBe(1);
    // Positions up to 3 were given out, and someone may still add the first.
    expect(await settled()).toBe(0);
    expect(await verifyLog()).toMatchObject({ ok: true, checked: 2 });
    await end(true);
    expect(await sealEvents()).toBe(1);
    await sealEvents();
    expect(await settled()).toBe(3);
    expect(await sealed()).toEqual(['quick', 'quick, too', 'late']);
    expect(await verifyLog()).toMatchObject({ ok: true, checked: 3 });
  });

  it('waits only for transactions that could still add an earlier one', async () => {
    const end = await slowly('one');
    await sealEvents();
    const endOther = await slowly('two');
    await end(true);
    expect(await sealEvents()).toBe(1);
    // The second one began after position 1 was given out.
    expect(await settled()).toBe(1);
    await endOther(false);
    await sealEvents();
    expect(await settled()).toBe(2);
  });

  it('is the same chain for sealers that run at the same time', async () => {
    await recordEvents(
      actor,
      Array.from({ length: 3_000 }, (_, n) => event(`u${n}`)),
    );
    const counts = await Promise.all([sealEvents(), sealEvents(), sealEvents({ isWaiting: true })]);
    await sealEvents();
    expect(counts.reduce((sum, count) => sum + count)).toBe(3_000);
    expect(await verifyLog()).toMatchObject({ ok: true, checked: 3_000 });
  });
});

it('seals an upgraded database from its first event on', async () => {
  // As a version without seals left it.
  await recordEvents(
    actor,
    Array.from({ length: 4_500 }, (_, n) => event(`u${n}`)),
  );
  expect(await sealEvents()).toBe(4_500);
  const targets = await sealed();
  expect([targets[0], targets[4_499]]).toEqual(['u0', 'u4499']);
  expect(await settled()).toBe(4_500);
  expect(await sealEvents()).toBe(0);
  expect(await verifyLog()).toMatchObject({ ok: true, checked: 4_500 });
});

it('seals nothing if it is cut off in the middle, and everything the next time', async () => {
  await recordEvents(
    actor,
    Array.from({ length: 2_500 }, (_, n) => event(`u${n}`)),
  );
  await asOwner(`
    create function cut_off() returns trigger language plpgsql as $$
      begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
    create trigger cut_off after insert on audit_seals execute function cut_off();
    alter function cut_off() security definer`);
  await expect(sealEvents()).rejects.toThrow();
  expect(await sealed()).toEqual([]);
  await asOwner('drop function cut_off cascade');
  expect(await sealEvents()).toBe(2_500);
  expect(await verifyLog()).toMatchObject({ ok: true, checked: 2_500 });
});

it('seals nothing without a key, and records on', async () => {
  const key = process.env.AUDIT_KEY;
  Object.assign(process.env, { AUDIT_KEY: '', DATA_DIR: '/nonexistent' });
  await recordEvent(actor, event('one'));
  expect(await sealEvents()).toBe(0);
  delete process.env.DATA_DIR;
  process.env.AUDIT_KEY = key;
  expect(await sealEvents()).toBe(1);
});

it.each(['audit_seals', 'audit_checkpoints'])(
  'lets no one change or remove a row of %s, not even the owner of the table',
  async (table) => {
    await recordEvent(actor, event('one'));
    await sealEvents();
    for (const statement of [
      `update ${table} set sequence = 2`,
      `delete from ${table}`,
      `truncate ${table}`,
    ]) {
      await expect(db().execute(sql.raw(statement))).rejects.toMatchObject({
        cause: { code: '42501', message: expect.stringContaining('permission denied') },
      });
      await expect(asOwner(statement)).rejects.toThrow(`${table} is append-only`);
    }
  },
);
