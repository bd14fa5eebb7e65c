import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { StoredPassword } from '@/components/passwords/stored-password';
import type { CustomerUser } from '@/lib/contract/users';
import { aUser, renderAt } from '@/tests/components/users/support';

afterEach(cleanup);

const at = '2026-05-03T10:00:00.000Z';
const never = { storedAt: at, lastUsedAt: null, lastSucceededAt: null, refusedAt: null };

function show(more: Partial<CustomerUser>, canChange = true) {
  const user = aUser('ann@kestrel.example', more);
  renderAt('', <StoredPassword user={user} canChange={canChange} />);
  return [...document.querySelectorAll('li')].map((line) => line.textContent);
}

const stored = { hasStoredPassword: true, storedPassword: 'stored' } as const;

it('says of one that was never used that nobody knows whether it works', () => {
  const lines = show({ ...stored, passwordUse: never });
  expect(lines[0]).toBe('Not known yet whether it works');
  expect(lines[1]).toMatch(/^Stored 3 May 2026, \d\d:00$/);
  expect(screen.getByText('Stored for one-click sign-in')).toBeTruthy();
});

it('says when it last worked', () => {
  const use = { ...never, lastUsedAt: at, lastSucceededAt: at };
  expect(show({ ...stored, passwordUse: use })[0]).toMatch(/^Last worked 3 May 2026/);
});

it('says of a refused one that it isn’t tried again, and offers to replace it', () => {
  const use = { ...never, lastUsedAt: at, refusedAt: at };
  const lines = show({ ...stored, storedPassword: 'refused', passwordUse: use });
  expect(lines[0]).toMatch(
    /^Refused 3 May 2026, .* It isn’t tried again: store the present one\.$/,
  );
  expect(screen.getByText('Stored, but refused by RemotePC')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Replace…' })).toBeTruthy();
});

it('says of a damaged one that it can’t be opened', () => {
  const lines = show({ ...stored, storedPassword: 'unreadable', passwordUse: never });
  expect(lines[0]).toBe('It can’t be opened: store it again, or forget it.');
});

it('offers nothing to those who may not change it', () => {
  show({ storedPassword: 'none', passwordUse: null }, false);
  expect(screen.getByText('None stored')).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});
