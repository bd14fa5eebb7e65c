import { screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { ViewLinks } from '@/components/views/view-links';
import type { SavedView } from '@/lib/contract/views';
import { show, standIn } from '../support';
import { aView, viewsAnswer } from './support';

function showLinks(items: SavedView[], path = '/users') {
  history.replaceState(null, '', path);
  const onLeave = vi.fn();
  const server = standIn({ 'GET /api/views': viewsAnswer(items) });
  return { ...server, onLeave, ...show(<ViewLinks page="users" onLeave={onLeave} />) };
}

it('lists the views of its page, each with its filters and columns', async () => {
  showLinks([
    aView(),
    aView({ id: 'vw_2', name: 'Narrow', query: '', columns: ['username', 'seats'] }),
    aView({ id: 'vw_3', page: 'devices', name: 'Offline', query: 'state=inactive' }),
  ]);
  expect(await screen.findByRole('list', { name: 'Saved views of users' })).toBeTruthy();
  const links = screen.getAllByRole('link');
  expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['Over limit', '/users?seats=over&view=vw_1'],
    ['Narrow', '/users?columns=username%2Cseats&view=vw_2'],
  ]);
});

it('says whose a shared view is, and nothing about the person’s own', async () => {
  showLinks([aView(), aView({ id: 'vw_2', name: 'Team', scope: 'everyone' })]);
  expect((await screen.findByRole('link', { name: 'Over limit' })).title).toBe('');
  expect(screen.getByRole('link', { name: 'Team' }).title).toBe('Shared by Tess Sand');
});

it('marks the view that the list shows', async () => {
  const views = [aView(), aView({ id: 'vw_2', name: 'Team' })];
  showLinks(views, '/users?seats=over&view=vw_2');
  const current = await screen.findByRole('link', { name: 'Team' });
  expect(current.getAttribute('aria-current')).toBe('page');
  expect(screen.getByRole('link', { name: 'Over limit' }).getAttribute('aria-current')).toBeNull();
});

it('marks none on the page of one user, whatever its URL says', async () => {
  showLinks([aView()], '/users/usr_ann?view=vw_1');
  const link = await screen.findByRole('link', { name: 'Over limit' });
  expect(link.getAttribute('aria-current')).toBeNull();
});

it('lets the navigation of a phone close when one is followed', async () => {
  const { user, onLeave } = showLinks([aView()]);
  const link = await screen.findByRole('link', { name: 'Over limit' });
  link.addEventListener('click', (event) => event.preventDefault());
  await user.click(link);
  expect(onLeave).toHaveBeenCalledTimes(1);
});

it('takes no room where there are none', async () => {
  const { read, container } = showLinks([aView({ page: 'devices' })]);
  await waitFor(() => expect(read).toEqual(['/api/views']));
  expect(container.textContent).toBe('');
});
