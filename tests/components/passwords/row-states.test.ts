import { describe, expect, it } from 'vitest';
import {
  columnsText,
  hasDone,
  rowStates,
  skippedCsv,
  willDo,
} from '@/components/passwords/row-states';
import type { PasswordList, PasswordRow } from '@/lib/contract/password-lists';

const none = {
  ...{ new: 0, replaces: 0, stored: 0, replaced: 0 },
  ...{ not_customer: 0, repeated: 0, fix: 0 },
};
type Counts = PasswordList['counts'];

describe('what a list of passwords will do', () => {
  it.each<[Partial<Counts>, string]>([
    [{ new: 1 }, 'Will store 1 password.'],
    [{ new: 120, replaces: 4, fix: 6 }, 'Will store 120 passwords, replace 4, skip 6.'],
    [{ replaces: 1, not_customer: 1, repeated: 1 }, 'Will replace 1 password, skip 2.'],
    [{ new: 1_200 }, 'Will store 1,200 passwords.'],
    [{ fix: 3 }, 'No password in this list can be stored.'],
    [{}, 'No password in this list can be stored.'],
  ])('%j: %s', (counts, text) => expect(willDo({ ...none, ...counts })).toBe(text));
});

describe('what a list of passwords has done', () => {
  it.each<[Partial<Counts>, string]>([
    [{ stored: 120, replaced: 4, fix: 6 }, 'Stored 120 passwords, replaced 4, skipped 6.'],
    [{ replaced: 1 }, 'Replaced 1 password.'],
    [{ stored: 1, not_customer: 2 }, 'Stored 1 password, skipped 2.'],
    [{ new: 5, fix: 2 }, 'No passwords were stored.'],
  ])('%j: %s', (counts, text) => expect(hasDone({ ...none, ...counts })).toBe(text));
});

it('has a label for each state, in the order of the page', () => {
  expect(Object.values(rowStates).map(({ label }) => label)).toEqual([
    'New',
    'Replaces existing',
    'Stored',
    'Replaced existing',
    'Not a user',
    'Duplicate',
    'To fix',
  ]);
});

describe('how the columns were read', () => {
  const columns = (more: Partial<PasswordList['columns']>) =>
    columnsText({ headers: [], ...more } as PasswordList['columns']);

  it('is told by their names', () => {
    expect(columns({ username: 0, password: 2, headers: ['Mail', 'Name', 'Kennwort'] })).toBe(
      'email in “Mail”, passwords in “Kennwort”',
    );
  });

  it('is told by their places where they have none', () => {
    expect(columns({ username: 1, password: 0, headers: ['', ' '] })).toBe(
      'email in column 2, passwords in column 1',
    );
  });

  it('isn’t told before both are known', () => {
    expect(columns({ username: 0, password: null })).toBeNull();
    expect(columns({ username: null, password: 0 })).toBeNull();
  });
});

it('lists the skipped rows with their reasons, by their numbers in the list', () => {
  const rows = [
    { index: 0, username: 'ann@x.example', state: 'new' },
    { index: 4, username: null, state: 'fix', message: 'The email address is missing.' },
    { index: 9, username: 'bob@x.example', state: 'repeated', message: 'Duplicate of row 1.' },
  ] as PasswordRow[];
  expect(skippedCsv(rows)).toEqual([
    ['Row', 'Email', 'Reason'],
    [5, null, 'The email address is missing.'],
    [10, 'bob@x.example', 'Duplicate of row 1.'],
  ]);
});
