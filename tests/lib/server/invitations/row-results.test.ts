import { describe, expect, it } from 'vitest';
import type { ClaimedRow } from '@/lib/server/invitations/claim-chunk';
import { moveFor, rejectedResult, resultsOf } from '@/lib/server/invitations/row-results';

const row = (attempts: number, index = 3, email = 'ann@x.example') =>
  ({ index, email, seats: 2, attempts }) as ClaimedRow;

const answered = (status: 'invited' | 'already_invited' | 'exists' | 'rejected' | 'unconfirmed') =>
  ({ kind: 'answered', status, code: 'WORD', reason: null }) as const;
const lost = { kind: 'lost', code: 'timeout', waitMs: 2_000 } as const;
const unsent = { kind: 'unsent', waitMs: 500 } as const;

describe('an answer at the first attempt', () => {
  it.each(['invited', 'already_invited', 'exists', 'rejected', 'unconfirmed'] as const)(
    'is taken as it is: %s',
    (status) => {
      expect(moveFor(row(1), answered(status), false)).toEqual({
        index: 3,
        to: status,
        code: 'WORD',
        reason: null,
        attempts: 1,
        waitMs: null,
      });
    },
  );

  it('counts also after the batch was stopped', () => {
    expect(moveFor(row(1), answered('invited'), true).to).toBe('invited');
  });
});

describe('an answer after a first one was lost', () => {
  it('that the address is invited already is our own invitation, confirmed', () => {
    expect(moveFor(row(2), answered('already_invited'), false)).toMatchObject({
      to: 'invited',
      reason: 'confirmed',
    });
  });

  it('that rejects the row doesn’t say what the first one did', () => {
    expect(moveFor(row(2), answered('rejected'), false)).toEqual({
      index: 3,
      to: 'unconfirmed',
      code: 'WORD',
      reason: 'rejected_after_lost',
      attempts: 2,
      waitMs: null,
    });
  });

  it('that the user exists is taken as it is', () => {
    expect(moveFor(row(2), answered('exists'), false)).toMatchObject({
      to: 'exists',
      code: 'WORD',
    });
  });
});

describe('a lost answer', () => {
  it('is asked for once more, after a wait', () => {
    expect(moveFor(row(1), lost, false)).toEqual({
      index: 3,
      to: 'pending',
      code: null,
      reason: null,
      attempts: 1,
      waitMs: 2_000,
    });
  });

  it('that is lost again is left to a person', () => {
    expect(moveFor(row(2), lost, false)).toEqual({
      index: 3,
      to: 'unconfirmed',
      code: 'timeout',
      reason: 'lost',
      attempts: 2,
      waitMs: null,
    });
  });

  it('in a stopped batch is never called canceled: it may have been carried out', () => {
    expect(moveFor(row(1), lost, true)).toMatchObject({
      to: 'unconfirmed',
      reason: 'lost_before_cancel',
      waitMs: null,
    });
  });
});

describe('a call that was certainly not sent', () => {
  it('doesn’t count as an attempt, and the row waits', () => {
    expect(moveFor(row(1), unsent, false)).toMatchObject({
      to: 'pending',
      attempts: 0,
      waitMs: 500,
    });
  });

  it('ends as canceled in a stopped batch', () => {
    expect(moveFor(row(1), unsent, true)).toEqual({
      index: 3,
      to: 'cancelled',
      code: null,
      reason: null,
      attempts: 0,
      waitMs: null,
    });
  });

  it('ends as unconfirmed in a stopped batch where an earlier answer was lost', () => {
    expect(moveFor(row(2), unsent, true)).toMatchObject({
      to: 'unconfirmed',
      reason: 'lost_before_cancel',
      attempts: 1,
    });
  });
});

describe('the answers of a call', () => {
  it('are given to the rows by their address, in any order', () => {
    const rows = [row(1, 0, 'ann@x.example'), row(1, 1, 'bob@x.example')];
    const results = resultsOf(rows, [
      { email: 'bob@x.example', status: 'exists', word: 'EMAIL_EXISTS' },
      { email: 'ann@x.example', status: 'invited', word: 'SUCCESS' },
    ]);
    expect([...results]).toEqual([
      [0, { kind: 'answered', status: 'invited', code: 'SUCCESS', reason: null }],
      [1, { kind: 'answered', status: 'exists', code: 'EMAIL_EXISTS', reason: 'exists' }],
    ]);
  });

  it('leave a row unconfirmed that they don’t name', () => {
    const results = resultsOf([row(1, 7)], []);
    expect(results.get(7)).toEqual({
      kind: 'answered',
      status: 'unconfirmed',
      code: null,
      reason: 'not_named',
    });
  });

  it('leave a row unconfirmed whose word isn’t documented, and keep the word', () => {
    const answer = { email: 'ann@x.example', status: 'unknown', word: 'QUEUED' } as const;
    expect(resultsOf([row(1, 7)], [answer]).get(7)).toEqual({
      kind: 'answered',
      status: 'unconfirmed',
      code: 'QUEUED',
      reason: 'undocumented',
    });
  });

  it('have no code where the word is empty', () => {
    const answer = { email: 'ann@x.example', status: 'unknown', word: '' } as const;
    expect(resultsOf([row(1, 7)], [answer]).get(7)).toMatchObject({ code: null });
  });

  it('name rows that weren’t sent in vain', () => {
    const answer = { email: 'eve@x.example', status: 'invited', word: 'SUCCESS' } as const;
    expect([...resultsOf([row(1, 7)], [answer]).keys()]).toEqual([7]);
  });

  it('may reject a single row, with or without a reason', () => {
    expect(rejectedResult('INVALID_EMAIL')).toMatchObject({
      status: 'rejected',
      code: 'INVALID_EMAIL',
      reason: 'rejected',
    });
    expect(rejectedResult(undefined)).toMatchObject({ status: 'rejected', code: null });
  });
});
