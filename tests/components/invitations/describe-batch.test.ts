import { expect, it } from 'vitest';
import { announceProgress } from '@/components/invitations/batch-state';
import { batchTitle, describeBatch } from '@/components/invitations/describe-batch';
import { stopSentences } from '@/components/invitations/stop-dialog';
import { aBatch, counts } from './support';

const held = aBatch({
  status: 'held',
  holdUntil: '2026-11-22T10:00:20.000Z',
  finishedAt: null,
  counts: counts({ pending: 10 }),
});

it('counts down while the batch is held, and never promises more than there was', () => {
  const at = (moment: string) => describeBatch(held, Date.parse(moment)).sentence;
  expect(at('2026-11-22T10:00:08.000Z')).toBe('Sending starts in 12 s. You can still undo.');
  expect(at('2026-11-22T10:00:25.000Z')).toBe('Sending is about to start. You can still undo.');
  // The browser's clock is an hour behind.
  expect(at('2026-11-22T09:00:00.000Z')).toBe('Sending starts in 20 s. You can still undo.');
});

it('says how a batch ended, with what needs a person', () => {
  const ended = (some: Parameters<typeof counts>[0]) =>
    describeBatch(aBatch({ counts: counts(some) }), 0);
  expect(ended({ invited: 1_184 }).sentence).toBe('Finished: 1,184 invited');
  expect(ended({ invited: 184, rejected: 4, unconfirmed: 2 })).toMatchObject({
    tone: 'warn',
    sentence: 'Finished: 184 invited, 6 need attention',
    detail:
      '2 unconfirmed: RemotePC’s answer was lost or can’t be read. Check before inviting again.',
  });
  expect(ended({ invited: 3, exists: 1, already_invited: 1, rejected: 1 }).sentence).toBe(
    'Finished: 3 invited, 2 known already, 1 needs attention',
  );
});

it('says why a batch is paused, in the words the server gives', () => {
  const paused = aBatch({ status: 'paused', pausedReason: 'RemotePC refused this account’s key.' });
  expect(describeBatch(paused, 0).sentence).toBe('Paused: RemotePC refused this account’s key.');
});

it('says what a running batch waits for, and how long', () => {
  const waiting = aBatch({
    status: 'running',
    finishedAt: null,
    waitingUntil: '2026-11-22T10:02:00.000Z',
    waitingReason: 'RemotePC asks us to slow down.',
    counts: counts({ pending: 6, invited: 4 }),
  });
  const now = Date.parse('2026-11-22T10:00:30.000Z');
  expect(describeBatch(waiting, now)).toMatchObject({
    tone: 'warn',
    label: 'Waiting',
    sentence: 'Waiting 1 min 30 s: RemotePC asks us to slow down.',
  });
  expect(announceProgress(waiting)).toBe('Waiting for RemotePC. It goes on by itself.');
});

it('tells a batch that was undone from one that was stopped half-way', () => {
  const back = aBatch({ status: 'cancelled', counts: counts({ cancelled: 10 }) });
  expect(describeBatch(back, 0).sentence).toBe('Undone: 0 of 10 invitations sent');
  const half = aBatch({ status: 'cancelled', counts: counts({ cancelled: 4, invited: 6 }) });
  expect(describeBatch(half, 0)).toMatchObject({
    sentence: 'Stopped: 4 of 10 were not sent',
    detail: '6 invitations had been sent by then. RemotePC has no way to cancel them.',
  });
});

it('says before stopping what can’t be stopped any more', () => {
  const running = aBatch({
    status: 'running',
    total: 100,
    counts: counts({ pending: 40, sending: 50, invited: 9, rejected: 1 }),
  });
  expect(stopSentences(running)).toEqual([
    '40 invitations are still waiting and won’t be sent.',
    '50 are being sent right now and can’t be stopped.',
    '10 have been sent. RemotePC has no way to cancel an invitation after that.',
  ]);
});

it('reads progress aloud by quarters only', () => {
  const after = (invited: number) =>
    announceProgress(
      aBatch({
        status: 'running',
        total: 100,
        counts: counts({ invited, pending: 100 - invited }),
      }),
    );
  expect(after(3)).toBe('Sending.');
  expect(after(24)).toBe('Sending.');
  expect(after(26)).toBe('Sending. 25 % of 100 sent.');
  expect(after(49)).toBe('Sending. 25 % of 100 sent.');
  expect(announceProgress(aBatch())).toBe('Finished: 10 invited');
});

it('calls a batch without a name by what it holds', () => {
  expect(batchTitle({ name: null, total: 1 })).toBe('1 invitation');
  expect(batchTitle({ name: 'Spring', total: 1 })).toBe('Spring');
});
