import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { db } from '@/lib/server/db/client';
import { invitations } from '@/lib/server/db/schema';
import { endRows, people, startBatch } from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { checkBatches } from './check-batch';

let desk: TestDesk;
let folder: string;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  folder = await mkdtemp(join(tmpdir(), 'reseller-desk-truth-'));
});
afterAll(async () => {
  await desk.close();
  await rm(folder, { recursive: true, force: true });
});

test('the checker of the crash tests finds each kind of planted fault', async () => {
  const emails = people(7, 'planted');
  const id = await startBatch(emails);
  await endRows(id, [
    'invited',
    'invited',
    'rejected',
    'sending',
    'unconfirmed',
    'invited',
    'exists',
  ]);
  await db().delete(invitations).where(eq(invitations.index, 5));
  await db().execute(sql`update invitations set attempts = 1 where batch_id = ${id}`);
  const asked = [0, 0, 2].map((index) => ({ email: emails[index], status: 'INVITED' }));
  const truthPath = join(folder, 'truth.jsonl');
  const lines = [{ kind: 'call' }, { kind: 'effect', rows: asked }];
  await writeFile(truthPath, lines.map((line) => JSON.stringify(line)).join('\n'));

  const verdict = await checkBatches(new Map([[id, emails]]), truthPath);
  const indexes = (found: string[]) => found.map((line) => Number(line.split(' ')[1]));
  expect(indexes(verdict.duplicated)).toEqual([0]);
  expect(indexes(verdict.phantom)).toEqual([1, 2, 6]);
  expect(indexes(verdict.stuck)).toEqual([3]);
  expect(indexes(verdict.lost)).toEqual([5]);
  expect(verdict.unaudited).toEqual([`${id}: 0 ends of 7 rows`, '1 calls, 0 announced']);
  expect(verdict).toMatchObject({ unconfirmed: 1, invited: 2 });
});
