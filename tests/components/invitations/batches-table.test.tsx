import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { BatchesTable } from '@/components/invitations/batches-table';
import { aBatch, renderPage, stubApi } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('looks for a batch by what is typed and by its state, and says when none matches', async () => {
  const calls = stubApi(({ path }) => {
    const found = path.includes('search=') ? [] : [aBatch()];
    return { items: found, total: found.length };
  });
  const user = userEvent.setup();
  renderPage(<BatchesTable canInvite />);
  await screen.findByRole('link', { name: 'Northwind' });
  await user.click(screen.getByRole('button', { name: 'State' }));
  await user.click(await screen.findByRole('menuitemradio', { name: 'Paused' }));
  await waitFor(() => expect(calls.at(-1)?.path).toContain('status=paused'));
  await user.type(screen.getByRole('searchbox', { name: 'Search names and addresses' }), 'spring');
  expect(await screen.findByText('No batch matches')).toBeTruthy();
  expect(calls.at(-1)?.path).toBe('/api/batches?page=1&pageSize=50&search=spring&status=paused');
  await user.click(screen.getByRole('button', { name: 'Show all batches' }));
  await screen.findByRole('link', { name: 'Northwind' });
});

it('says what this page is for as long as nobody was invited', async () => {
  stubApi(() => ({ items: [], total: 0 }));
  renderPage(<BatchesTable canInvite />);
  expect(await screen.findByText('Invite many people from a file or a pasted list')).toBeTruthy();
  expect(screen.queryByRole('searchbox')).toBeNull();
});
