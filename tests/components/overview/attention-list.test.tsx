import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { AttentionItem } from '@/components/overview/attention-items';
import { AttentionList } from '@/components/overview/attention-list';
import type { Acknowledgement } from '@/lib/contract/overview';
import { heldAnswer, refused, show, standIn, toasts } from '../support';

const over: AttentionItem = {
  ...{ id: 'over', tone: 'bad', weight: 'Problem', count: 1_204 },
  ...{ sentence: 'users are over their seat limit', detail: 'ann@x.example uses 12 of 10' },
  ...{ href: '/users?seats=over', problem: { kind: 'over', of: 'rpc_1' } },
};
const failing: AttentionItem = {
  ...{ id: 'account', tone: 'bad', weight: 'Problem' },
  ...{ sentence: 'The last request to RemotePC failed', detail: 'The key was refused.' },
  problem: { kind: 'account', of: 'rpc_1' },
};
const approvals: AttentionItem = {
  ...{ id: 'approvals', tone: 'warn', weight: 'Warning', count: 1 },
  ...{ sentence: 'sign-in request is waiting for approval', href: '/approvals' },
};
// Local times: the words are in the reader's own.
const seen: Acknowledgement = {
  ...{ kind: 'over', of: 'rpc_1', until: null, by: { id: 'stf_1', name: 'Lea Lead' } },
  at: new Date(2026, 10, 14, 14, 2).toISOString(),
};
const snoozed = { ...seen, until: new Date(2026, 11, 7, 8, 0).toISOString() };

const MARK = 'PUT /api/acknowledgements';
const BACK = 'DELETE /api/acknowledgements';
const saved = () => new Response(null, { status: 204 });

let answers: Parameters<typeof standIn>[0];
beforeEach(() => {
  answers = { [MARK]: saved, [BACK]: saved };
});

function showList(items: AttentionItem[], more: Partial<Parameters<typeof AttentionList>[0]> = {}) {
  const server = standIn(answers);
  const shown = show(
    <AttentionList {...{ items, quiet: [], acknowledged: [], mayAcknowledge: true }} {...more} />,
  );
  return { ...server, ...shown };
}

type User = ReturnType<typeof showList>['user'];

const menuName = 'Mark as seen or snooze: users are over their seat limit';

async function openMenu(user: User, name = menuName) {
  await user.click(screen.getByRole('button', { name }));
  return within(await screen.findByRole('menu')).getAllByRole('menuitem');
}

async function choose(user: User, label: RegExp) {
  const entries = await openMenu(user);
  const entry = entries.find(({ textContent }) => label.test(textContent));
  if (!entry) throw new Error(`There is no entry ${String(label)}.`);
  await user.click(entry);
}

it('leads from each line to the list it is about, with its weight for screen readers', () => {
  showList([over, failing]);
  const link = screen.getByRole('link');
  expect(link.getAttribute('href')).toBe('/users?seats=over');
  expect(link.textContent).toBe(
    'Problem:1,204users are over their seat limitann@x.example uses 12 of 10',
  );
  const [, line] = screen.getAllByRole('listitem');
  expect(line?.textContent).toBe('Problem:The last request to RemotePC failedThe key was refused.');
});

it('says what was checked and is fine', () => {
  showList([], { quiet: ['All devices online', 'No users over their seat limit'] });
  expect(screen.getByText('OK').closest('p')?.textContent).toBe(
    'OKAll devices online · No users over their seat limit',
  );
  expect(screen.queryByRole('list')).toBeNull();
});

it('offers to put aside only what can be, to people who may', () => {
  const { unmount } = showList([over, approvals]);
  expect(screen.getAllByRole('button').map((one) => one.getAttribute('aria-label'))).toEqual([
    menuName,
  ]);
  unmount();
  showList([over, approvals], { mayAcknowledge: false });
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.getAllByRole('link')).toHaveLength(2);
});

it('marks a problem as seen for the whole team, with how many there were', async () => {
  const { user, sent } = showList([over]);
  await choose(user, /^Mark as seen$/);
  await waitFor(() =>
    expect(toasts()).toEqual(['Marked as seen: For the whole team. It comes back if it grows.']),
  );
  expect(sent).toEqual([
    ['PUT /api/acknowledgements', { kind: 'over', of: 'rpc_1', count: 1_204 }],
  ]);
});

it('snoozes it until a morning', async () => {
  const { user, sent } = showList([over]);
  await choose(user, /^Snooze until tomorrow$/);
  await waitFor(() => expect(sent).toHaveLength(1));
  const { until } = sent[0]?.[1] as { until: string };
  const tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(8, 0, 0, 0);
  expect(until).toBe(tomorrow.toISOString());
  await waitFor(() => expect(toasts()[0]).toMatch(/^Snoozed until \d+ \w+ \d{4}, 08:00: /));
});

it('only snoozes an account that fails: seen once, it would never be noticed again', async () => {
  const { user, sent } = showList([failing]);
  const entries = await openMenu(
    user,
    'Mark as seen or snooze: The last request to RemotePC failed',
  );
  expect(entries.map(({ textContent }) => textContent)).not.toContain('Mark as seen');
  const [first] = entries;
  if (first) await user.click(first);
  await waitFor(() => expect(sent[0]?.[1]).toMatchObject({ kind: 'account', count: 1 }));
});

it('says why it couldn’t be put aside', async () => {
  answers[MARK] = () => refused(403, 'forbidden', 'You may not do this.');
  const { user } = showList([over]);
  await choose(user, /^Mark as seen$/);
  await waitFor(() => expect(toasts()).toEqual(['Nothing was changed: You may not do this.']));
});

it.each([
  [seen, 'Seen by Lea Lead, 14 Nov 2026, 14:02'],
  [snoozed, 'Snoozed by Lea Lead until 7 Dec 2026, 08:00'],
])('folds away what someone put aside, and says who and until when: %#', async (mark, words) => {
  const { user } = showList([over, approvals], { acknowledged: [mark] });
  const fold = screen.getByRole('button', { name: '1 problem seen or snoozed' });
  expect(fold.getAttribute('aria-expanded')).toBe('false');
  expect(screen.getByText(words).closest('ul')?.hidden).toBe(true);
  expect(screen.getAllByRole('listitem')).toHaveLength(1);
  await user.click(fold);
  expect(fold.getAttribute('aria-expanded')).toBe('true');
  expect(screen.getByText(words).closest('ul')?.hidden).toBe(false);
});

it('puts aside nothing else of the same kind: another account’s users stay', () => {
  showList([over], { acknowledged: [{ ...seen, of: 'rpc_2' }] });
  expect(screen.getByRole('link')).toBeTruthy();
  expect(screen.queryByText(/seen or snoozed$/)).toBeNull();
});

it('brings a problem back, once', async () => {
  const held = heldAnswer();
  answers[BACK] = held.answer;
  const { user, sent } = showList([over], { acknowledged: [seen] });
  await user.click(screen.getByRole('button', { name: '1 problem seen or snoozed' }));
  await user.dblClick(
    screen.getByRole('button', { name: 'Bring back: users are over their seat limit' }),
  );
  held.release(saved());
  await waitFor(() => expect(toasts()).toEqual(['The problem is back on the list']));
  expect(sent).toEqual([['DELETE /api/acknowledgements', { kind: 'over', of: 'rpc_1' }]]);
});

it('doesn’t let others bring it back', async () => {
  const { user } = showList([over], { acknowledged: [seen], mayAcknowledge: false });
  await user.click(screen.getByRole('button', { name: '1 problem seen or snoozed' }));
  expect(screen.queryByRole('button', { name: /^Bring back/ })).toBeNull();
});
