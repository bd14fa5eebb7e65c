import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { WaitingChanges } from '@/components/changes/waiting-changes';
import type { PendingChange } from '@/lib/contract/changes';
import { atMoment, newClient, show, standIn } from '../support';
import { aChange, changesPage } from './support';

beforeEach(() => atMoment('2026-11-30T12:00:00.000Z'));

/** @param waiting as the navigation already knows */
function showWaiting(of: string, pending: PendingChange[], waiting = pending.length) {
  const server = standIn({ 'GET /api/approvals/changes': changesPage(pending) });
  const client = newClient();
  client.setQueryData(['approvals', 'news'], { waiting, toDecide: 0, own: 0, news: [] });
  return { ...server, ...show(<WaitingChanges of={of} />, { client }) };
}

it('tells someone who may decide what waits, above the settings it is about', async () => {
  showWaiting('policy:rpc_1', [aChange()]);
  expect(await screen.findByText('Waiting for a second person')).toBeTruthy();
  expect(screen.getByText(/^ann@desk\.example asked to/).textContent).toBe(
    'ann@desk.example asked to change the policy of North. Nothing has changed yet. Expires in 22 h.',
  );
  expect(document.querySelector('dl')?.textContent).toContain('10→ becomes 20');
  expect(screen.getByRole('link', { name: 'Decide' }).getAttribute('href')).toBe('/approvals');
});

it('only leads the person who asked to the approvals', async () => {
  showWaiting('staff-policy', [
    aChange({
      ...{ kind: 'staff_policy', setting: 'staff-policy', targetName: 'Team policy' },
      ...{ isMine: true, mayDecide: false },
    }),
  ]);
  expect(await screen.findByText(/^You asked to change the team policy\./)).toBeTruthy();
  expect(screen.queryByRole('link', { name: 'Decide' })).toBeNull();
  expect(screen.getByRole('link', { name: 'View approvals' })).toBeTruthy();
});

it('shows each that waits for these settings, and none of others', async () => {
  showWaiting('account:', [
    aChange({ id: 'chg_1', kind: 'account_add', setting: 'account:rpc_2', targetName: 'South' }),
    aChange({ id: 'chg_2', kind: 'role_delete', setting: 'role:rol_1', targetName: 'Night' }),
    aChange({ id: 'chg_3', kind: 'account_delete', setting: 'account:rpc_1' }),
  ]);
  expect(await screen.findAllByText('Waiting for a second person')).toHaveLength(2);
  expect(screen.getByText(/connect the account South/)).toBeTruthy();
  expect(screen.getByText(/delete the account North/)).toBeTruthy();
  expect(screen.queryByText(/Night/)).toBeNull();
});

it('asks for nothing while the navigation knows of nothing that waits', async () => {
  const { read, container } = showWaiting('policy:', [aChange()], 0);
  await waitFor(() => expect(container.textContent).toBe(''));
  expect(read).toEqual([]);
});
