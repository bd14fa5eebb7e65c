import { expect, it } from 'vitest';
import { stopSentences } from '@/components/invitations/batch-dialogs';
import { announceProgress } from '@/components/invitations/batch-state';
import { batchTitle, describeBatch } from '@/components/invitations/describe-batch';
import { aBatch, counts } from './support';

const held = aBatch({
  status: 'held',
  holdUntil: '2026-11-22T10:00:20.000Z',
  finishedAt: null,
  counts: counts({ pending: 10 }),
});

it('counts down during the hold and never shows more than the whole hold', () => {
  const at = (moment: string) => describeBatch(held, Date.parse(moment)).sentence;
  expect(at('2026-11-22T10:00:08.000Z')).toBe('Sending starts in 12 s. You can still undo.');
  expect(at('2026-11-22T10:00:25.000Z')).toBe('Sending is about to start. You can still undo.');
  // The browser's clock is an hour behind.
  expect(at('2026-11-22T09:00:00.000Z')).toBe('Sending starts in 20 s. You can still undo.');
});

it('describes how a batch finished and what needs attention', () => {
  const ended = (some: Parameters<typeof counts>[0]) =>
    describeBatch(aBatch({ counts: counts(some) }), 0);
  expect(ended({ invited: 1_184 }).sentence).toBe('Finished: 1,184 invited');
  expect(ended({ invited: 184, rejected: 4, unconfirmed: 2 })).toMatchObject({
    tone: 'warn',
    sentence: 'Finished: 184 invited, 6 need attention',
    detail:
      '2 unconfirmed: RemotePC’s response was lost or unreadable. Check with the users before inviting them again.',
  });
  expect(ended({ invited: 3, exists: 1, already_invited: 2, rejected: 1 }).sentence).toBe(
    'Finished: 3 invited, 1 already a user, 2 already invited, 1 needs attention',
  );
});

it('shows the server’s reason for a pause', () => {
  const paused = aBatch({ status: 'paused', pausedReason: 'RemotePC refused this account’s key.' });
  expect(describeBatch(paused, 0).sentence).toBe('Paused: RemotePC refused this account’s key.');
});

it('shows what a running batch waits for and how long', () => {
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
  expect(announceProgress(waiting)).toBe('Waiting for RemotePC. Sending resumes automatically.');
});

it('distinguishes an undone batch from one that was stopped halfway', () => {
  const back = aBatch({ status: 'cancelled', counts: counts({ cancelled: 10 }) });
  expect(describeBatch(back, 0).sentence).toBe('Undone: none of 10 invitations sent');
  const half = aBatch({ status: 'cancelled', counts: counts({ cancelled: 4, invited: 6 }) });
  expect(describeBatch(half, 0)).toMatchObject({
    sentence: 'Stopped: 4 of 10 were not sent',
    detail: '6 invitations had already been sent. RemotePC can’t cancel them.',
  });
});

it('lists before stopping what can no longer be stopped', () => {
  const running = aBatch({
    status: 'running',
    total: 100,
    counts: counts({ pending: 40, sending: 50, invited: 9, rejected: 1 }),
  });
  expect(stopSentences(running)).toEqual([
    '40 pending invitations won’t be sent.',
    '50 are being sent now and can’t be stopped.',
    '10 have been sent. RemotePC can’t cancel invitations after they’re sent.',
  ]);
});

it('announces progress in quarters', () => {
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
  expect(after(26)).toBe('Sending. 25% of 100 processed.');
  expect(after(49)).toBe('Sending. 25% of 100 processed.');
  expect(announceProgress(aBatch())).toBe('Finished: 10 invited');
});

it('titles an unnamed batch by its number of invitations', () => {
  expect(batchTitle({ name: null, total: 1 })).toBe('1 invitation');
  expect(batchTitle({ name: 'Spring', total: 1 })).toBe('Spring');
});
