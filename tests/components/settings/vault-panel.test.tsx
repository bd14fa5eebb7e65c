import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { VaultPanel } from '@/components/settings/vault-panel';
import type { VaultStatus } from '@/lib/contract/overview';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const open: VaultStatus = {
  state: 'open',
  keyId: 'k-new',
  secrets: 1_240,
  behind: 0,
  unreadable: 0,
  versions: [{ keyId: 'k-new', since: '2026-11-01T10:00:00.000Z', secrets: 1_240 }],
};

function show(vault: VaultStatus) {
  vi.stubGlobal('fetch', async () => Response.json(vault));
  render(
    <QueryClientProvider client={new QueryClient()}>
      <VaultPanel />
    </QueryClientProvider>,
  );
}

it('shows the key and the number of passwords', async () => {
  show(open);
  expect(await screen.findByText('Open')).toBeTruthy();
  expect(screen.getByRole('listitem').textContent).toMatch(/^k-newCurrentsince .*1,240 secrets$/);
  expect(screen.getByText('1,240')).toBeTruthy();
  expect(screen.queryByText(/re-encryption$/, { selector: 'p' })).toBeNull();
});

it('shows how many secrets need re-encryption, with which key they are encrypted, and the command', async () => {
  const old = { keyId: 'k-old', since: '2026-10-01T10:00:00.000Z', secrets: 12 };
  show({ ...open, behind: 12, versions: [...open.versions, old] });
  expect(await screen.findByText('12 secrets need re-encryption')).toBeTruthy();
  expect(screen.getAllByText('npm run vault -- rotate')).toHaveLength(2);
  const [, second] = screen.getAllByRole('listitem');
  expect(second?.textContent).toMatch(/^k-oldsince .*12 secrets$/);
});

it('shows why it is locked and what to do, and hides the rotation command', async () => {
  show({
    ...open,
    state: 'locked',
    reason: 'The key is another one.',
    behind: 1_240,
    unreadable: 2,
  });
  expect(await screen.findByText('The vault is locked')).toBeTruthy();
  expect(screen.getByText(/The key is another one\./)).toBeTruthy();
  expect(screen.queryByText('npm run vault -- rotate')).toBeNull();
  expect(screen.getByText('2 secrets can’t be decrypted')).toBeTruthy();
});
