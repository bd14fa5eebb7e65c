import { describe, expect, it } from 'vitest';
import {
  moveFor,
  rejectedResult,
  resultsOf,
  type ClaimedRow,
} from '@/lib/server/invitations/row-states';

const row = (attempts: number, index = 3, email = 'ann@x.example') =>
  ({ index, email, seats: 2, attempts }) as ClaimedRow;

const answered = (status: 'invited' | 'already_invited' | 'exists' | 'rejected' | 'unconfirmed') =>
  ({ kind: 'answered', status, code: 'WORD', reason: null }) as const;
const lost = { kind: 'lost', code: 'timeout', waitMs: 2_000 } as const;
const unsent = { kind: 'unsent', waitMs: 500 } as const;

describe('a response to the first attempt', () => {
  it.each(['invited', 'already_invited', 'exists', 'rejected', 'unconfirmed'] as const)(
    'is used as it is: %s',
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

  it('counts even after the batch was stopped', () => {
    expect(moveFor(row(1), answered('invited'), true).to).toBe('invited');
  });
});

describe('a response after a first one was lost', () => {
  it('that the address is already invited confirms our own invitation', () => {
    expect(moveFor(row(2), answered('already_invited'), false)).toMatchObject({
      to: 'invited',
      reason: 'confirmed',
    });
  });

  it('that rejects the row leaves open what the first one did', () => {
    expect(moveFor(row(2), answered('rejected'), false)).toEqual({
      index: 3,
      to: 'unconfirmed',
      code: 'WORD',
      reason: 'rejected_after_lost',
      attempts: 2,
      waitMs: null,
    });
  });

  it('that the user exists is used as it is', () => {
    expect(moveFor(row(2), answered('exists'), false)).toMatchObject({
      to: 'exists',
      code: 'WORD',
    });
  });
});

describe('a lost response', () => {
  it('leads to one more attempt, after a wait', () => {
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

  it('in a stopped batch is never reported as canceled: it may have been carried out', () => {
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

  it('ends as unconfirmed in a stopped batch if an earlier response was lost', () => {
    expect(moveFor(row(2), unsent, true)).toMatchObject({
      to: 'unconfirmed',
      reason: 'lost_before_cancel',
      attempts: 1,
    });
  });
});

describe('the results of a call', () => {
  it('are assigned to rows by address, in any order', () => {
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

  it('leave a row unconfirmed if they don’t name it', () => {
    const results = resultsOf([row(1, 7)], []);
    expect(results.get(7)).toEqual({
      kind: 'answered',
      status: 'unconfirmed',
      code: null,
      reason: 'not_named',
    });
  });

  it('leave a row with an undocumented code unconfirmed, and keep the code', () => {
    const answer = { email: 'ann@x.example', status: 'unknown', word: 'QUEUED' } as const;
    expect(resultsOf([row(1, 7)], [answer]).get(7)).toEqual({
      kind: 'answered',
      status: 'unconfirmed',
      code: 'QUEUED',
      reason: 'undocumented',
    });
  });

  it('have no code if it is empty', () => {
    const answer = { email: 'ann@x.example', status: 'unknown', word: '' } as const;
    expect(resultsOf([row(1, 7)], [answer]).get(7)).toMatchObject({ code: null });
  });

  it('are ignored for rows that weren’t sent', () => {
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
