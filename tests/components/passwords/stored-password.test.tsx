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

it('shows that a password was never used', () => {
  const lines = show({ ...stored, passwordUse: never });
  expect(lines[0]).toBe('Not used yet');
  expect(lines[1]).toMatch(/^Stored 3 May 2026, \d\d:00$/);
  expect(screen.getByText('Stored for one-click sign-in')).toBeTruthy();
});

it('shows when it last worked', () => {
  const use = { ...never, lastUsedAt: at, lastSucceededAt: at };
  expect(show({ ...stored, passwordUse: use })[0]).toMatch(/^Last worked 3 May 2026/);
});

it('asks for the current password after RemotePC rejected the stored one', () => {
  const use = { ...never, lastUsedAt: at, refusedAt: at };
  const lines = show({ ...stored, storedPassword: 'refused', passwordUse: use });
  expect(lines[0]).toMatch(
    /^Rejected 3 May 2026, .* Store the current password to use one-click sign-in again\.$/,
  );
  expect(screen.getByText('Stored, but rejected by RemotePC')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Replace…' })).toBeTruthy();
});

it('shows that a damaged password can’t be decrypted', () => {
  const lines = show({ ...stored, storedPassword: 'unreadable', passwordUse: never });
  expect(lines[0]).toBe('It can’t be decrypted. Store it again or delete it.');
});

it('offers no actions without the permission', () => {
  show({ storedPassword: 'none', passwordUse: null }, false);
  expect(screen.getByText('Not stored')).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});
