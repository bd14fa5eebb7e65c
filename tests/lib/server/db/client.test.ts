import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createId, db, pool, CommitLostError } from '@/lib/server/db/client';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => desk.close());

/** Blocks statements that start like this. */
function losing(start: string): void {
  const query = Client.prototype.query as (...given: unknown[]) => unknown;
  vi.spyOn(Client.prototype as { query: typeof query }, 'query').mockImplementation(function (
    this: Client,
    ...given
  ) {
    const { text } = given[0] as { text?: string };
    return text?.startsWith(start) ? Promise.reject(new Error('lost')) : query.apply(this, given);
  });
}

it('an id, also that of a session, has 144 random bits', () => {
  const ids = Array.from({ length: 2_000 }, () => createId('ses').replace('ses_', ''));
  expect(new Set(ids).size).toBe(2_000);
  const bytes = Buffer.concat(ids.map((id) => Buffer.from(id, 'base64url')));
  expect(bytes.length).toBe(2_000 * 18);
  const ones = bytes.reduce((sum, byte) => sum + (byte.toString(2).match(/1/g)?.length ?? 0), 0);
  expect(Math.abs(ones / (bytes.length * 8) - 0.5)).toBeLessThan(0.01);
});

it('returns a connection if the transaction couldn’t even begin', async () => {
  losing('begin');
  for (let time = 0; time < 20; time += 1) {
    await expect(db().transaction(async () => undefined)).rejects.toThrow();
  }
  expect(pool().idleCount).toBe(pool().totalCount);
  expect((await db().execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
});

it('closes a connection whose transaction couldn’t be rolled back', async () => {
  losing('rollback');
  const work = db().transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(62)`);
    throw new Error('in the middle');
  });
  await expect(work).rejects.toThrow();
  expect(pool().totalCount).toBe(0);
  const isFree = sql`select pg_try_advisory_xact_lock(62) as free`;
  await expect.poll(async () => (await db().execute(isFree)).rows).toEqual([{ free: true }]);
});

it('distinguishes a commit whose response was lost from one that PostgreSQL refused', async () => {
  await asOwner(`create table if not exists pairs (
    one int primary key, other int references pairs deferrable initially deferred);
    grant all on pairs to public`);
  const refused = db().transaction((tx) => tx.execute(sql`insert into pairs values (1, 2)`));
  await expect(refused).rejects.not.toBeInstanceOf(CommitLostError);
  losing('commit');
  const lost = db().transaction((tx) => tx.execute(sql`select 1`));
  await expect(lost).rejects.toBeInstanceOf(CommitLostError);
});

it('survives a connection that breaks between two statements of a transaction', async () => {
  const work = db().transaction(async (tx) => {
    const { rows } = await tx.execute(sql`select pg_backend_pid() as pid`);
    await asOwner(`select pg_terminate_backend(${Number(rows[0]?.pid)})`);
    await vi.waitFor(async () => {
      await expect(tx.execute(sql`select 1`)).rejects.toThrow();
    });
    throw new Error('over');
  });
  await expect(work).rejects.toThrow();
  expect((await db().execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
});
