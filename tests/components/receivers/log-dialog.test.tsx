import { useQuery } from '@tanstack/react-query';
import { screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, it, vi } from 'vitest';
import { LogDialog } from '@/components/receivers/log-dialog';
import { fetchApi } from '@/lib/client/fetch-api';
import { heldAnswer, refused, show, standIn } from '../support';

type Page = { items: string[]; total: number };

function Log({ onClose = vi.fn() }: { onClose?: () => void }) {
  const [page, setPage] = useState(1);
  const query = useQuery({
    queryKey: ['log', page],
    queryFn: () => fetchApi<Page>(`/api/log?page=${page}`),
  });
  return (
    <LogDialog
      {...{ title: 'Deliveries to Tickets', description: 'Kept for 30 days.' }}
      {...{ noun: 'delivery', plural: 'deliveries', empty: 'Nothing was sent yet', query }}
      {...{ page, pageSize: 2, onClose, onPageChange: setPage }}
      line={(item) => <li key={item}>{item}</li>}
    />
  );
}

const lines = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent);

it('lists what was sent, under a name for screen readers', async () => {
  standIn({ 'GET /api/log': () => Response.json({ items: ['one', 'two'], total: 2 }) });
  show(<Log />);
  expect(await screen.findByText('one')).toBeTruthy();
  expect(screen.getByRole('list', { name: 'Deliveries' })).toBeTruthy();
  expect(lines()).toEqual(['one', 'two']);
  expect(screen.queryByRole('navigation', { name: 'Pages' })).toBeNull();
});

it('turns pages, with the words of what is counted', async () => {
  const pages: Record<string, string[]> = { '?page=1': ['one', 'two'], '?page=2': ['three'] };
  standIn({
    'GET /api/log': (_, search) => Response.json({ items: pages[search], total: 3 }),
  });
  const { user } = show(<Log />);
  expect(await screen.findByText('1–2 of 3 deliveries')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Next page' }));
  expect(await screen.findByText('3–3 of 3 deliveries')).toBeTruthy();
  expect(lines()).toEqual(['three']);
});

it('says that nothing was sent yet', async () => {
  standIn({ 'GET /api/log': () => Response.json({ items: [], total: 0 }) });
  show(<Log />);
  expect(await screen.findByText('Nothing was sent yet')).toBeTruthy();
  expect(screen.queryByRole('list')).toBeNull();
});

it('says so while it loads', async () => {
  const held = heldAnswer();
  standIn({ 'GET /api/log': held.answer });
  show(<Log />);
  const list = await screen.findByRole('list', { name: 'Deliveries' });
  expect(list.getAttribute('aria-busy')).toBe('true');
  held.release(Response.json({ items: ['one'], total: 1 }));
  await screen.findByText('one');
  expect(list.getAttribute('aria-busy')).toBe('false');
});

it('says why it couldn’t be loaded, and tries again', async () => {
  let isDown = true;
  standIn({
    'GET /api/log': () =>
      isDown
        ? refused(503, 'unavailable', 'The database is being restarted.')
        : Response.json({ items: ['one'], total: 1 }),
  });
  const { user } = show(<Log />);
  expect(await screen.findByText('Couldn’t load the deliveries')).toBeTruthy();
  expect(screen.getByText('The database is being restarted.')).toBeTruthy();
  expect(screen.getByText('req-7')).toBeTruthy();
  isDown = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('one')).toBeTruthy();
});

it('closes with its button and with Escape', async () => {
  standIn({ 'GET /api/log': () => Response.json({ items: [], total: 0 }) });
  const onClose = vi.fn();
  const { user } = show(<Log onClose={onClose} />);
  await screen.findByText('Nothing was sent yet');
  await user.keyboard('{Escape}');
  await waitFor(() => expect(onClose).toHaveBeenCalledTimes(1));
  const [close] = screen.getAllByRole('button', { name: 'Close' }).toReversed();
  if (!close) throw new Error('There is no button.');
  await user.click(close);
  expect(onClose).toHaveBeenCalledTimes(2);
});
