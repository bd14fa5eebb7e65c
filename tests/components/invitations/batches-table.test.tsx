import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { BatchesTable } from '@/components/invitations/batches-table';
import { aBatch, renderPage, stubApi } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('finds batches by search and status, and shows when none match', async () => {
  const calls = stubApi(({ path }) => {
    const found = path.includes('search=') ? [] : [aBatch()];
    return { items: found, total: found.length };
  });
  const user = userEvent.setup();
  renderPage(<BatchesTable canInvite />);
  await screen.findByRole('link', { name: 'Northwind' });
  await user.click(screen.getByRole('button', { name: 'Status' }));
  await user.click(await screen.findByRole('menuitemradio', { name: 'Paused' }));
  await waitFor(() => expect(calls.at(-1)?.path).toContain('status=paused'));
  await user.type(screen.getByRole('searchbox', { name: 'Search by name or email' }), 'spring');
  expect(await screen.findByText('No matching batches')).toBeTruthy();
  expect(calls.at(-1)?.path).toBe('/api/batches?page=1&pageSize=50&search=spring&status=paused');
  await user.click(screen.getByRole('button', { name: 'Clear filters' }));
  await screen.findByRole('link', { name: 'Northwind' });
});

it('explains the page before the first batch', async () => {
  stubApi(() => ({ items: [], total: 0 }));
  renderPage(<BatchesTable canInvite />);
  expect(await screen.findByText('No invitations yet')).toBeTruthy();
  expect(screen.queryByRole('searchbox')).toBeNull();
});
