import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxCall } from '@/lib/sandbox/sandbox-call';
import { findAccount } from '@/lib/server/accounts/accounts';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import { everyone, systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { auditEvents, invitations } from '@/lib/server/db/schema';
import { claimChunk } from '@/lib/server/invitations/claim-chunk';
import { findBatch } from '@/lib/server/invitations/find-batch';
import { resumeBatch } from '@/lib/server/invitations/pause';
import { explainRow } from '@/lib/server/invitations/reasons';
import { sendChunk } from '@/lib/server/invitations/send-chunk';
import { claimRows, people, rowStates, sendRows, startBatch } from '@/tests/support/batch-rows';
import { forgetUpstreams, startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { sendAll } from '@/tests/support/send-all';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'demo', env: { UPSTREAM_TIMEOUT_MS: '400' } });
});
afterAll(() => desk.close());
beforeEach(() => {
  desk.sandbox.remotepc.reset();
  // The previous test's breaker must not hold back this one's calls.
  forgetUpstreams();
});

const actor = systemActor('request-1');

const sizes = () => desk.sandbox.remotepc.calls.map(rowsOf).map((rows) => rows.length);

function rowsOf(call: SandboxCall): { invitedUserEmailId: string }[] {
  return call.body as { invitedUserEmailId: string }[];
}

/** How often each address was sent to the upstream. */
function timesAsked(email: string): number {
  return desk.sandbox.remotepc.calls
    .flatMap(rowsOf)
    .filter(({ invitedUserEmailId }) => invitedUserEmailId === email).length;
}

describe('answers', () => {
  test('N61: each row gets its own, whatever the order, case and duplicates', async () => {
    const { state, faults } = desk.sandbox.remotepc;
    state.addUser({ username: 'customer@x.example' });
    state.invitations.set('earlier@x.example', {
      username: 'earlier@x.example',
      allotedComputers: 1,
      timesAsked: 1,
    });
    faults.set('invite', {
      reorderRows: true,
      upperCaseRows: true,
      duplicateRows: 2,
      extraRows: [{ username: 'stranger@x.example', status: 'INVITED' }],
    });
    const id = await startBatch(['new@x.example', 'earlier@x.example', 'customer@x.example']);
    await sendAll(id);
    expect(await rowStates(id)).toEqual([
      'invited INVITED 1',
      'already_invited ALREADY_INVITED 1',
      'exists EXISTS 1',
    ]);
    expect(await findBatch(everyone, id)).toMatchObject({
      status: 'finished',
      counts: { invited: 1, already_invited: 1, exists: 1, pending: 0, sending: 0 },
    });
  });

  test('a row missing from a 200 is unconfirmed, and its neighbors aren’t', async () => {
    desk.sandbox.remotepc.faults.set('invite', { dropRows: ['p1@gap.example'] });
    const id = await startBatch(people(3, 'gap'));
    await sendAll(id);
    expect(await rowStates(id)).toEqual([
      'invited INVITED 1',
      'unconfirmed - 1',
      'invited INVITED 1',
    ]);
    expect(sizes()).toEqual([3]);
  });

  test('an undocumented code is shown, and the row is unconfirmed', async () => {
    desk.sandbox.remotepc.faults.set('invite', { renameStatus: 'QUEUED_FOR_LATER' });
    const id = await startBatch(['odd@word.example']);
    await sendAll(id);
    expect(await rowStates(id)).toEqual(['unconfirmed QUEUED_FOR_LATER 1']);
    const [row] = await db().select().from(invitations).where(eq(invitations.batchId, id));
    expect(row && explainRow(row)).toContain('QUEUED_FOR_LATER');
  });

  test('a rejection inside an HTTP 200 counts: the chunk is halved until the bad row is alone', async () => {
    const { state, faults } = desk.sandbox.remotepc;
    const { isInvitable } = state.switches;
    state.switches.isInvitable = (username) => username !== 'p2@inside.example';
    faults.set('invite', { httpStatus: 200 });
    const id = await startBatch(people(4, 'inside'));
    await sendAll(id);
    state.switches.isInvitable = isInvitable;
    expect(await rowStates(id)).toEqual([
      'invited INVITED 1',
      'invited INVITED 1',
      'rejected ENTER_VALID_EMAIL 1',
      'invited INVITED 1',
    ]);
  });

  test('a duplicate address is sent once; the later row copies the result', async () => {
    desk.sandbox.remotepc.faults.set('invite', { dropRows: ['b@twice.example'] });
    const id = await startBatch([
      'a@twice.example',
      'b@twice.example',
      'a@twice.example',
      'b@twice.example',
    ]);
    await sendAll(id);
    expect(await rowStates(id)).toEqual([
      'invited INVITED 1',
      'unconfirmed - 1',
      'already_invited INVITED 0',
      'unconfirmed - 0',
    ]);
    expect(timesAsked('a@twice.example')).toBe(1);
  });
});

describe('a lost response', () => {
  const faults = {
    'reset after the effect': { resetAfter: true },
    'no answer in time': { delayMs: 86_400_000 },
    'a gateway’s page': { html: true, effect: 'applied' },
    'cut JSON': { truncateAt: 40 },
    'a server error': { status: 500, effect: 'applied' },
  } as const;

  for (const [name, fault] of Object.entries(faults)) {
    test(`(${name}) is sent once more, and then ALREADY_INVITED means invited`, async () => {
      desk.sandbox.remotepc.faults.set('invite', fault, { times: 1 });
      const id = await startBatch(people(3, 'lost'));
      await sendAll(id);
      expect(await rowStates(id)).toEqual([
        'invited ALREADY_INVITED 2',
        'invited ALREADY_INVITED 2',
        'invited ALREADY_INVITED 2',
      ]);
      expect(sizes()).toEqual([3, 3]);
    });
  }

  test('before the effect: the second attempt invites', async () => {
    desk.sandbox.remotepc.faults.set('invite', { resetBefore: true }, { times: 1 });
    const id = await startBatch(['before@lost.example']);
    await sendAll(id);
    expect(await rowStates(id)).toEqual(['invited INVITED 2']);
  });

  test('twice leaves the row unconfirmed, and isn’t sent a third time', async () => {
    desk.sandbox.remotepc.faults.set('invite', { resetAfter: true });
    const id = await startBatch(people(2, 'twice-lost'));
    await sendAll(id);
    expect(await rowStates(id)).toEqual(['unconfirmed - 2', 'unconfirmed - 2']);
    expect(sizes()).toEqual([2, 2]);
    expect(await findBatch(everyone, id)).toMatchObject({ status: 'finished' });
  });

  test('is between events that say so', async () => {
    desk.sandbox.remotepc.faults.set('invite', { resetAfter: true }, { times: 1 });
    const id = await startBatch(['audited@lost.example']);
    await sendAll(id);
    const events = await db().select().from(auditEvents).orderBy(auditEvents.sequence);
    expect(
      events
        .filter(({ target, details }) => target === id || details.batchId === id)
        .map(({ action, outcome }) => `${action} ${outcome}`),
    ).toEqual([
      'batch.created success',
      'batch.chunk_requested unknown',
      'batch.chunk_unanswered unknown',
      'batch.chunk_requested unknown',
      'invitation.invited success',
      'batch.finished success',
    ]);
  });
});

describe('a definite refusal', () => {
  const isBad = (bad: readonly string[]) => (body: unknown) =>
    (body as { invitedUserEmailId: string }[]).some((row) => bad.includes(row.invitedUserEmailId));

  /** The sandbox refuses invalid addresses; here it refuses these. */
  async function sendWithBad(id: string, bad: readonly string[], size: number): Promise<void> {
    const client = await remotepcFor(await findAccount(everyone, 'remotepc'));
    const refuse = isBad(bad);
    const picky = {
      inviteUsers: (rows: readonly { email: string; seats: number }[]) => {
        const wire = rows.map(({ email }) => ({ invitedUserEmailId: email }));
        if (refuse(wire)) desk.sandbox.remotepc.faults.set('invite', badRow, { times: 1 });
        return client.inviteUsers(rows);
      },
    };
    for (;;) {
      const claimed = await claimChunk(id, size);
      if (!claimed) return;
      await sendChunk(claimed, picky);
    }
  }
  const badRow = {
    status: 400,
    body: JSON.stringify({
      status: 'BAD_REQUEST',
      code: 400,
      errorsCount: 1,
      errors: [{ description: 'ENTER_VALID_EMAIL' }],
    }),
  };

  test('N61: of one row in 50 is found by halving; the others are invited once each', async () => {
    const emails = people(50, 'half');
    const id = await startBatch(emails);
    await sendWithBad(id, ['p17@half.example'], 50);
    const expected = emails.map((_, index) =>
      index === 17 ? 'rejected ENTER_VALID_EMAIL 1' : 'invited INVITED 1',
    );
    expect(await rowStates(id)).toEqual(expected);
    expect(desk.sandbox.remotepc.calls.length).toBeLessThanOrEqual(13);
    expect(desk.sandbox.remotepc.state.invitations.size).toBe(49);
    expect([...desk.sandbox.remotepc.state.invitations.values()].map((i) => i.timesAsked)).toEqual(
      Array.from({ length: 49 }, () => 1),
    );
  });

  test('N61: of three rows in 500 costs few calls', async () => {
    const bad = ['p3@many.example', 'p251@many.example', 'p499@many.example'];
    const id = await startBatch(people(500, 'many'));
    await sendWithBad(id, bad, 500);
    expect(await findBatch(everyone, id)).toMatchObject({ counts: { invited: 497, rejected: 3 } });
    expect(desk.sandbox.remotepc.calls.length).toBeLessThanOrEqual(55);
  });

  test('of a row whose first response was lost leaves open whether it was invited then', async () => {
    desk.sandbox.remotepc.faults.set('invite', [{ resetAfter: true }, badRow]);
    const id = await startBatch(['refused-later@lost.example']);
    await sendAll(id);
    expect(await rowStates(id)).toEqual(['unconfirmed ENTER_VALID_EMAIL 2']);
  });

  test('isn’t assumed if the response is lost while halving', async () => {
    const id = await startBatch(people(4, 'mixed'));
    desk.sandbox.remotepc.faults.set('invite', [badRow, { resetAfter: true }]);
    const ends = [await sendRows(await claimRows(id))];
    expect(ends).toMatchObject([{ kind: 'failed', hintMs: undefined }]);
    expect(await rowStates(id)).toEqual([
      'pending - 1',
      'pending - 1',
      'pending - 0',
      'pending - 0',
    ]);
    await sendAll(id);
    expect(await rowStates(id)).toEqual([
      'invited ALREADY_INVITED 2',
      'invited ALREADY_INVITED 2',
      'invited INVITED 1',
      'invited INVITED 1',
    ]);
  });
});

describe('an account that is refused', () => {
  for (const status of [401, 403]) {
    test(`(${status}) pauses the batch and fails no row; then it resumes`, async () => {
      const id = await startBatch(people(2, `refused${status}`));
      desk.sandbox.remotepc.faults.set('invite', { status });
      expect(await sendRows(await claimRows(id))).toEqual({ kind: 'paused' });
      expect(await findBatch(everyone, id)).toMatchObject({
        status: 'paused',
        counts: { pending: 2 },
      });
      expect((await findBatch(everyone, id)).pausedReason).toMatch(/^RemotePC .*\.$/);
      expect(await rowStates(id)).toEqual(['pending - 0', 'pending - 0']);
      expect(await claimChunk(id, 50)).toBeNull();
      desk.sandbox.remotepc.faults.clear();
      await resumeBatch(actor, id);
      await sendAll(id);
      expect(await rowStates(id)).toEqual(['invited INVITED 1', 'invited INVITED 1']);
    });
  }

  test('with a 429 waits as long as requested, and counts no attempt', async () => {
    const id = await startBatch(['slow@down.example']);
    desk.sandbox.remotepc.faults.set('invite', { retryAfter: '120' }, { times: 1 });
    expect(await sendRows(await claimRows(id))).toMatchObject({ kind: 'failed', hintMs: 120_000 });
    expect(await rowStates(id)).toEqual(['pending - 0']);
    expect(await claimChunk(id, 50)).toBeNull();
    await sendAll(id);
    expect(await rowStates(id)).toEqual(['invited INVITED 1']);
  });

  test('that can’t be reached costs no attempt', async () => {
    const id = await startBatch(['dead@host.example']);
    const { RemotepcClient } = await import('@/lib/server/upstreams/remotepc/client');
    const dead = new RemotepcClient({
      accountId: 'dead',
      baseUrl: 'http://127.0.0.1:9',
      apiKey: 'k',
      timeoutMs: 400,
    });
    expect(await sendChunk(await claimRows(id), dead)).toMatchObject({ kind: 'failed' });
    expect(await rowStates(id)).toEqual(['pending - 0']);
    await sendAll(id);
  });
});

test('two workers on one batch send no row twice', async () => {
  const id = await startBatch(people(120, 'both'));
  await Promise.all([sendAll(id, 7), sendAll(id, 7), sendAll(id, 7)]);
  expect(await findBatch(everyone, id)).toMatchObject({
    status: 'finished',
    counts: { invited: 120 },
  });
  const asked = [...desk.sandbox.remotepc.state.invitations.values()].map((i) => i.timesAsked);
  expect(asked).toEqual(Array.from({ length: 120 }, () => 1));
});
