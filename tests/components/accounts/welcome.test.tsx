import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { Welcome } from '@/components/accounts/welcome';
import { answering, show } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const none = { remotepc: [], remoteit: [] };

it('asks for one key at a time, and keeps what was typed for the other', async () => {
  answering();
  show(<Welcome connected={none} canConnect />);
  await userEvent.type(screen.getByLabelText('API key'), 'half a key');
  await userEvent.click(screen.getByRole('button', { name: 'Connect remote.it' }));
  expect(document.activeElement).toBe(screen.getByLabelText('Access key ID'));
  const shown = () =>
    screen.getAllByRole('button', { name: /^Connect / }).map(({ textContent }) => textContent);
  expect(shown()).toEqual(['Connect RemotePC', 'Connect remote.it']);
  expect(screen.getByLabelText('API key').closest('[hidden]')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Connect RemotePC' }));
  expect(screen.getByLabelText<HTMLInputElement>('API key').value).toBe('half a key');
  expect(screen.getByLabelText('API key').closest('[hidden]')).toBeNull();
});

it('leads from a connected vendor to its list, and into the sandbox only of the other', () => {
  show(<Welcome connected={{ remotepc: ['North', 'South'], remoteit: [] }} canConnect />);
  const remotepc = within(screen.getByRole('region', { name: 'RemotePC' }));
  expect(remotepc.getByText(/North and South are connected/)).toBeTruthy();
  expect(remotepc.getByRole('link', { name: 'View users' }).getAttribute('href')).toBe('/users');
  const sandbox = within(screen.getByRole('region', { name: 'Explore the sandbox' }));
  expect(sandbox.getAllByRole('link').map(({ textContent }) => textContent)).toEqual([
    'Explore devices',
  ]);
});

it('has no sandbox to explore once both are connected', () => {
  show(<Welcome connected={{ remotepc: ['North'], remoteit: ['Edge'] }} canConnect={false} />);
  expect(screen.queryByRole('region', { name: 'Explore the sandbox' })).toBeNull();
  expect(screen.queryByRole('link', { name: 'Settings' })).toBeNull();
});

it('asks no one for a key who may not connect an account', () => {
  show(<Welcome connected={none} canConnect={false} />);
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.queryByLabelText('API key')).toBeNull();
  expect(screen.getAllByText('An administrator can connect it here or in Settings.')).toHaveLength(
    2,
  );
});
