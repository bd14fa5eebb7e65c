import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { skippedCsv, hasDone, willDo } from '@/components/passwords/row-states';
import { StorePasswords } from '@/components/passwords/store-passwords';
import type { PasswordList } from '@/lib/contract/password-lists';
import { aProblem, renderAt, stubApi } from '@/tests/components/users/support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const none = { new: 0, replaces: 0, stored: 0, replaced: 0, not_customer: 0, repeated: 0, fix: 0 };
const checked: PasswordList = {
  mode: 'check',
  columns: {
    username: 0,
    password: 1,
    hasHeader: false,
    headers: [],
    isSure: true,
    addresses: [2, 0],
  },
  rows: [
    { index: 0, username: 'ann@x.example', state: 'new' },
    { index: 1, username: null, state: 'fix', message: 'The email address is missing.' },
  ],
  counts: { ...none, new: 1, fix: 1 },
  customersAsOf: '2026-11-22T10:00:00.000Z',
  delimiter: ';',
  encoding: 'utf-8',
  sheets: [],
  sheet: null,
};

describe('a list of passwords', () => {
  const text = 'ann@x.example;secret';
  const handIn = async () => {
    const user = userEvent.setup();
    renderAt('', <StorePasswords />);
    await user.type(screen.getByLabelText('Or paste a list'), text);
    await user.click(screen.getByRole('button', { name: 'Check the list' }));
    return user;
  };

  it('stays in the field if it can’t be read, with the reason below', async () => {
    stubApi(() => aProblem(400, 'invalid_request', { detail: 'This list is empty.' }));
    await handIn();
    expect(await screen.findByText('This list is empty.')).toBeTruthy();
    expect(screen.getByLabelText<HTMLTextAreaElement>('Or paste a list').value).toBe(text);
  });

  it('is sent again as it was read, stays if storing fails, and is gone once stored', async () => {
    let answer: () => unknown = () => checked;
    const calls = stubApi(({ path }) => (path.includes('import') ? answer() : null));
    const user = await handIn();
    expect(await screen.findByText('Will store 1 password, skip 1.')).toBeTruthy();

    answer = () => aProblem(504, 'upstream_timeout');
    await user.click(screen.getByRole('button', { name: 'Store 1 password' }));
    expect(
      await screen.findByText('Outcome unknown: the passwords may have been stored'),
    ).toBeTruthy();

    answer = () => ({
      ...checked,
      mode: 'store',
      rows: [{ index: 0, username: 'ann@x.example', state: 'stored' }, checked.rows[1]],
      counts: { ...none, stored: 1, fix: 1 },
    });
    await user.click(screen.getByRole('button', { name: 'Store 1 password' }));
    expect(await screen.findByText('Stored 1 password, skipped 1.')).toBeTruthy();
    // Before each, the server is asked whether it would accept the list: its refusal might come too
    // late.
    const asked = ['/api/admission?to=passwords', undefined];
    const reading = { columns: { username: 0, password: 1, hasHeader: false } };
    const stored = ['/api/stored-passwords/import?mode=store', { text, reading }];
    expect(calls.map(({ path, body }) => [path, body])).toEqual([
      asked,
      ['/api/stored-passwords/import?mode=check', { text, reading: {} }],
      asked,
      stored,
      asked,
      stored,
    ]);
    await user.click(screen.getByRole('button', { name: 'Add another list' }));
    expect(screen.getByLabelText<HTMLTextAreaElement>('Or paste a list').value).toBe('');
  });
});

it('summarizes what will happen and what happened in sentences', () => {
  expect(willDo({ ...none, new: 120, replaces: 4, fix: 5, repeated: 1 })).toBe(
    'Will store 120 passwords, replace 4, skip 6.',
  );
  expect(willDo({ ...none, replaces: 1 })).toBe('Will replace 1 password.');
  expect(willDo({ ...none, fix: 2 })).toBe('No password in this list can be stored.');
  expect(hasDone({ ...none, stored: 1_200, replaced: 4, not_customer: 6 })).toBe(
    'Stored 1,200 passwords, replaced 4, skipped 6.',
  );
  expect(hasDone({ ...none, fix: 2 })).toBe('No passwords were stored.');
});

it('skipped rows are exported with row number, email and reason', () => {
  expect(skippedCsv(checked.rows)).toEqual([
    ['Row', 'Email', 'Reason'],
    [2, null, 'The email address is missing.'],
  ]);
});
