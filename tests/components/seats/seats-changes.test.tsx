import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ChangesOfWeek } from '@/components/seats/seats-changes';
import type { SeatsChange, SeatsChanges } from '@/lib/contract/seats-changes';
import { refused, show, standIn } from '../support';

function aSeatsChange(username: string, more: Partial<SeatsChange>): SeatsChange {
  return {
    ...{ accountId: 'rpc_1', username, key: `usr_${username.split('@')[0]}`, kind: 'more' },
    before: { seats: 2, seatsUsed: 1 },
    after: { seats: 5, seatsUsed: 1 },
    ...more,
  };
}

const CHANGES = 'GET /api/seats-changes';

function showChanges(more: Partial<SeatsChanges>, customer?: string) {
  const answer: SeatsChanges = {
    ...{ since: '2026-11-23', items: [], seats: 0 },
    counts: { joined: 0, left: 0, more: 0, less: 0 },
    ...more,
  };
  const server = standIn({ [CHANGES]: () => Response.json(answer) });
  const shown = show(
    <ChangesOfWeek customer={customer}>
      {({ title, summary, lines }) => (
        <section aria-label={title}>
          <p>{summary}</p>
          <ul>{lines}</ul>
        </section>
      )}
    </ChangesOfWeek>,
  );
  return { ...server, ...shown };
}

it('says for each user what changed, in words', async () => {
  showChanges({
    items: [
      aSeatsChange('ann@x.example', { kind: 'joined', before: null }),
      aSeatsChange('bob@x.example', {
        ...{ kind: 'left', after: null },
        before: { seats: 1, seatsUsed: 1 },
      }),
      aSeatsChange('cyd@x.example', { after: { seats: 1_200, seatsUsed: 1 } }),
      aSeatsChange('dee@x.example', { kind: 'less', after: { seats: 1, seatsUsed: 1 } }),
    ],
    counts: { joined: 1, left: 1, more: 1, less: 1 },
    seats: 3,
  });
  const week = await screen.findByRole('region', { name: 'Changed since 23 Nov 2026' });
  expect(week.querySelector('p')?.textContent).toBe(
    '1 joined · 1 left · 1 got more seats · 1 got fewer · +3 seats',
  );
  expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    'ann@x.exampleJoined, 5 seats',
    'bob@x.exampleLeft, had 1 seat',
    'cyd@x.example2 → 1,200 seats',
    'dee@x.example2 → 1 seat',
  ]);
});

it('leads to users who are still there, and not to one who left', async () => {
  showChanges({
    items: [
      aSeatsChange('ann@x.example', {}),
      aSeatsChange('bob@x.example', { kind: 'left', after: null }),
    ],
    counts: { joined: 0, left: 1, more: 1, less: 0 },
  });
  const ann = await screen.findByRole('link', { name: 'ann@x.example' });
  expect(ann.getAttribute('href')).toBe('/users/usr_ann');
  expect(screen.getAllByRole('link')).toHaveLength(1);
});

it('shows six and counts the others, even those that weren’t sent', async () => {
  const items = Array.from({ length: 8 }, (_, at) => aSeatsChange(`u${at}@x.example`, {}));
  showChanges({ items, counts: { joined: 0, left: 0, more: 1_508, less: 0 }, seats: 4_524 });
  await screen.findByText('u5@x.example');
  expect(screen.queryByText('u6@x.example')).toBeNull();
  expect(screen.getAllByRole('listitem').at(-1)?.textContent).toBe('and 1,502 more');
});

it('has no line for others where all are shown', async () => {
  showChanges({
    items: [aSeatsChange('ann@x.example', {})],
    counts: { joined: 0, left: 0, more: 1, less: 0 },
  });
  expect(await screen.findAllByRole('listitem')).toHaveLength(1);
});

it.each([
  ['no one’s seats changed', { items: [] }],
  ['nothing is known to compare with', { since: null, items: [aSeatsChange('a@x.example', {})] }],
])('shows nothing if %s', async (_, more) => {
  const { read, container } = showChanges(more);
  await waitFor(() => expect(read).toHaveLength(1));
  expect(container.textContent).toBe('');
});

it('asks for the users of one customer where it is about one', async () => {
  const { read } = showChanges({}, 'cus_1');
  await waitFor(() => expect(read).toEqual(['/api/seats-changes?customer=cus_1']));
});

it('shows nothing if the changes couldn’t be loaded: they are only an extra', async () => {
  let calls = 0;
  standIn({
    [CHANGES]: () => {
      calls += 1;
      return refused(503, 'unavailable', 'The server is busy.');
    },
  });
  const { container } = show(<ChangesOfWeek>{({ title }) => title}</ChangesOfWeek>);
  await waitFor(() => expect(calls).toBe(1));
  expect(container.textContent).toBe('');
});
