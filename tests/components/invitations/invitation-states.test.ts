import { describe, expect, it } from 'vitest';
import { batchFilterParsers, batchStates } from '@/components/invitations/batch-filters';
import { includable, viewOf } from '@/components/invitations/check-view';
import { withSeats } from '@/components/invitations/draft-edits';
import { rowsWithoutSeats, toDraftRow, type RowState } from '@/components/invitations/draft-rows';
import {
  finishedIn,
  invitationStates,
  invitationStatuses,
  isUnsent,
  problemsIn,
  problemsText,
  retriableIn,
  sentIn,
} from '@/components/invitations/invitation-states';
import type { PreviewRow } from '@/lib/contract/invitations';
import { counts } from './support';

describe('the states of an invitation', () => {
  it('are listed in the order in which they come', () => {
    expect(invitationStatuses.map((status) => invitationStates[status].label)).toEqual([
      'Waiting',
      'Sending',
      'Invited',
      'Already invited',
      'Already a user',
      'Rejected',
      'Unconfirmed',
      'Not sent',
    ]);
  });

  it('that need a person’s attention stand out, and those that are fine don’t', () => {
    const toned = (tone: string) =>
      invitationStatuses.filter((status) => invitationStates[status].tone === tone);
    expect(toned('good')).toEqual(['invited', 'already_invited']);
    expect([toned('bad'), toned('warn')]).toEqual([['rejected'], ['unconfirmed']]);
  });
});

describe('the counts of a batch', () => {
  const mixed = counts({
    ...{ pending: 1, sending: 2, invited: 4, already_invited: 8 },
    ...{ exists: 16, rejected: 32, unconfirmed: 64, cancelled: 128 },
  });

  it('tell what has finished, what was sent and what can be sent again', () => {
    expect(finishedIn(mixed)).toBe(252);
    expect(sentIn(mixed)).toBe(124);
    expect(problemsIn(mixed)).toBe(96);
    expect(retriableIn(mixed)).toBe(224);
  });

  it.each([
    [counts({ pending: 3 }), true],
    [counts({ pending: 3, cancelled: 2 }), true],
    [counts({ pending: 3, sending: 1 }), false],
    [counts({ pending: 3, unconfirmed: 1 }), false],
    [counts({ cancelled: 3, invited: 1 }), false],
  ])('allow edits of the whole batch only while nothing was sent: %j', (given, isAllowed) => {
    expect(isUnsent(given)).toBe(isAllowed);
  });

  it('are put in words, also a single one', () => {
    expect(problemsText(1)).toBe('1 needs attention');
    expect(problemsText(0)).toBe('0 need attention');
    expect(problemsText(1_200)).toBe('1,200 need attention');
  });
});

describe('the rows to check', () => {
  const states: RowState[] = ['ready', 'fix', 'already_customer', 'duplicate', 'left_out', 'ready'];

  it('can be narrowed down to one state', () => {
    expect(viewOf(states, 'ready')).toEqual({ state: 'ready', indexes: [0, 5], page: 1 });
    expect(viewOf(states, null).indexes).toEqual([0, 1, 2, 3, 4, 5]);
    expect(viewOf([], 'fix').indexes).toEqual([]);
  });

  it('can be excluded, but not what is a user or a duplicate anyway', () => {
    expect(includable([0, 1, 2, 3, 4, 5, 99], states)).toEqual([0, 1, 4, 5]);
  });
});

const aRow = (more: Partial<PreviewRow> = {}) =>
  toDraftRow({
    index: 0,
    email: 'ann@x.example',
    seats: 2,
    original: { email: 'ann@x.example', seats: '2' },
    verdict: 'ready',
    problems: [],
    notes: [],
    ...more,
  } as PreviewRow);

describe('seats typed for a row', () => {
  it.each([
    ['5', 5, []],
    ['', 0, []],
    ['5.0', 5, []],
    ['100000', 100_000, []],
    ['100001', null, ['Seats must be a whole number from 0 to 100,000.']],
    ['-1', null, ['Seats must be a whole number from 0 to 100,000.']],
    ['many', null, ['Seats must be a whole number from 0 to 100,000.']],
  ])('%j are %s', (text, seats, messages) => {
    const row = withSeats(aRow(), text, null);
    expect([row.seats, row.seatsText, row.changed.seats]).toEqual([seats, text, text]);
    expect(row.problems.map(({ message }) => message)).toEqual(messages);
  });

  it('may not be more than the account allows', () => {
    expect(withSeats(aRow(), '10', 10).problems).toEqual([]);
    expect(withSeats(aRow(), '1001', 1_000).problems).toEqual([
      {
        path: 'seats',
        code: 'above_limit',
        message: 'This account allows at most 1,000 seats per invitation.',
      },
    ]);
  });

  it('fix the seats and leave what is wrong with the address', () => {
    const problems: PreviewRow['problems'] = [
      { path: 'email', code: 'invalid', message: 'No.' },
      { path: 'seats', code: 'invalid', message: 'No.' },
    ];
    const row = withSeats(aRow({ problems, original: { email: 'x', seats: 'two' } }), '2', null);
    expect(row.problems.map(({ path }) => path)).toEqual(['email']);
  });
});

it('asks for seats only of rows to invite that have none in the list nor set by hand', () => {
  const without = { original: { email: 'bob@x.example', seats: ' ' }, seats: 0 };
  const rows = [aRow(), aRow(without), withSeats(aRow(without), '0', null), aRow(without)];
  expect(rowsWithoutSeats(rows, ['ready', 'ready', 'ready', 'duplicate'])).toEqual([1]);
});

it('filters batches by the states people see', () => {
  expect(batchStates.map(({ label }) => label)).toEqual([
    'Scheduled',
    'Sending',
    'Paused',
    'Stopped',
    'Finished',
  ]);
  expect(batchFilterParsers.status.parse('held')).toBe('held');
  expect(batchFilterParsers.status.parse('Scheduled')).toBeNull();
});
