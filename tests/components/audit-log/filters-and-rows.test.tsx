import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import '@/components/audit-log/event-panel';
import '@/components/ui/menu-content';
import { AuditLogView } from '@/components/audit-log/audit-log-view';
import type { ActivityRow } from '@/lib/contract/audit';
import { WithAccounts } from '../account-choice/support';
import { refused, show, standIn } from '../support';

const LOG = 'GET /api/activity';

function anEvent(id: string, more: Partial<ActivityRow> = {}): ActivityRow {
  return {
    ...{ id, at: '2026-11-29T10:00:00.000Z', action: 'user.added', target: 'bo@x.example' },
    ...{ actor: { id: 'stf_1', email: 'ann@desk.example' }, outcome: 'success' },
    ...{ requestId: 'req-1', ip: '198.51.100.7', accountId: 'rpc_south' },
    ...{ sequence: 7, hash: 'ab'.repeat(32), details: {} },
    ...more,
  };
}

const batch = anEvent('evt_b', {
  ...{ action: 'batch.created', target: 'bat_1', targetName: 'Corner shop' },
  batch: { counts: { invited: 1_112, exists: 6, unconfirmed: 2, rejected: 0 } },
});
const signIn = anEvent('evt_s', {
  ...{ action: 'auto_login.failed', outcome: 'failure', details: { code: 'timeout' } },
  request: {
    ...anEvent('evt_r', { action: 'auto_login.requested', outcome: 'unknown' }),
    at: '2026-11-29T09:59:58.000Z',
  },
});

type Answer = (search: URLSearchParams) => Response | Promise<Response>;
const pageOf = (items: ActivityRow[], nextCursor: string | null = null) =>
  Response.json({ items, nextCursor });

function open(
  answer: Answer = () => pageOf([anEvent('evt_1')]),
  search = '',
  permissions = ['activity.read'],
) {
  const asked: string[] = [];
  standIn({
    [LOG]: (_, query) => {
      asked.push(query);
      return answer(new URLSearchParams(query));
    },
    'GET /api/views': () => Response.json({ items: [], mayShare: false }),
  });
  const urls: string[] = [];
  const { user } = show(
    <WithAccounts>
      <AuditLogView canExport={false} seesAll={false} permissions={permissions} />
    </WithAccounts>,
    { search, onUrl: (url) => urls.push(url) },
  );
  return {
    ...{ user, asked, urls },
    press: async (name: string) => user.click(await screen.findByRole('button', { name })),
    choose: async (chip: string, value: string) => {
      await user.click(await screen.findByRole('button', { name: chip }));
      await user.click(await screen.findByRole('menuitemradio', { name: value }));
    },
    panel: async (action: string) => {
      await user.click(await screen.findByRole('button', { name: action }));
      return screen.findByRole('dialog');
    },
  };
}

describe('the filters of the audit log', () => {
  it('narrow it to a kind of action and to a result, in the URL too', async () => {
    const { choose, asked, urls } = open();
    await choose('Action', 'Sign-ins as users');
    await waitFor(() => expect(asked.at(-1)).toBe('?action=auto_login.&fold=1'));
    await choose('Result', 'Denied');
    await waitFor(() => expect(asked.at(-1)).toBe('?action=auto_login.&outcome=denied&fold=1'));
    expect(urls.at(-1)).toBe('?action=auto_login.&outcome=denied');
  });

  it('are taken off one by one with their crosses', async () => {
    const { press, asked, urls } = open(undefined, '?outcome=failure&action=user.');
    await press('Remove result filter');
    await waitFor(() => expect(urls.at(-1)).toBe('?action=user.'));
    await press('Remove action filter');
    await waitFor(() => expect(asked.at(-1)).toBe('?fold=1'));
  });

  it('take two days of one’s own, and drop them for a range', async () => {
    const { choose, urls } = open();
    expect(screen.queryByLabelText('From')).toBeNull();
    await choose('When', 'Custom');
    fireEvent.change(await screen.findByLabelText('From'), { target: { value: '2026-11-01' } });
    await waitFor(() => expect(urls.at(-1)).toBe('?when=custom&from=2026-11-01'));
    fireEvent.change(screen.getByLabelText('To'), { target: { value: '2026-11-30' } });
    await waitFor(() => expect(urls.at(-1)).toBe('?when=custom&from=2026-11-01&to=2026-11-30'));
    await choose('When: Custom', 'Last 7 days');
    await waitFor(() => expect(urls.at(-1)).toBe('?when=last-7-days'));
    expect(screen.queryByLabelText('From')).toBeNull();
  });

  it('show the days of a link that names some without a range', async () => {
    open(undefined, '?from=2026-11-01');
    expect(await screen.findByLabelText('From')).toHaveProperty('value', '2026-11-01');
    expect(screen.getByLabelText('To')).toHaveProperty('value', '');
  });

  it('that match nothing say so, and are cleared together', async () => {
    const { press, urls } = open(
      (query) => pageOf(query.has('outcome') ? [] : [anEvent('evt_1')]),
      '?outcome=denied&q=printer',
    );
    expect(await screen.findByText('No matching events')).toBeTruthy();
    expect(screen.getByText('0 events')).toBeTruthy();
    await press('Clear filters');
    expect(await screen.findByText('1 event')).toBeTruthy();
    expect(urls.at(-1)).toBe('');
  });

  it('aren’t blamed for a log that is empty', async () => {
    open(() => pageOf([]));
    expect(await screen.findByText('No events yet')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Clear filters' })).toBeNull();
  });
});

describe('the list', () => {
  it('loads older events on demand, and says that these are only the latest', async () => {
    const { press, asked } = open((query) =>
      query.has('cursor')
        ? pageOf([anEvent('evt_2', { target: 'cy@x.example' })])
        : pageOf([anEvent('evt_1')], 'c1'),
    );
    expect(await screen.findByText('Latest 1 event')).toBeTruthy();
    await press('Load older events');
    expect(await screen.findByText('2 events')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Load older events' })).toBeNull();
    expect(asked).toEqual(['?fold=1', '?fold=1&cursor=c1']);
  });

  it('says why it couldn’t be loaded, and loads on another try', async () => {
    let isDown = true;
    const { press } = open(() =>
      isDown ? refused(403, 'forbidden', 'You may not read it now.') : pageOf([anEvent('evt_1')]),
    );
    expect(await screen.findByText('Couldn’t load the audit log')).toBeTruthy();
    expect(screen.getByText('You may not read it now.')).toBeTruthy();
    isDown = false;
    await press('Try again');
    expect(await screen.findByText('1 event')).toBeTruthy();
  });

  it('has each way to end in words, and none for a request without one', async () => {
    open(() =>
      pageOf([
        anEvent('evt_1'),
        anEvent('evt_2', { outcome: 'denied' }),
        anEvent('evt_3', { outcome: 'unknown' }),
        anEvent('evt_4', { action: 'auto_login.requested', outcome: 'unknown' }),
      ]),
    );
    await screen.findByText('4 events');
    const rows = screen.getAllByRole('row').slice(2);
    expect(rows.map((row) => within(row).getAllByRole('cell').at(-1)?.textContent)).toEqual([
      ...['Success', 'Denied', 'Unknown', 'Requested'],
    ]);
  });
});

describe('a batch in the list', () => {
  const part = (id: string, target: string) =>
    anEvent(id, { action: 'invitation.invited', target });

  it('is one row with its counts, leaving out what there was none of', async () => {
    open(() => pageOf([batch]));
    expect(await screen.findByText('1,112 invited, 6 already users, 2 unconfirmed')).toBeTruthy();
    expect(screen.getByText('1 event')).toBeTruthy();
  });

  it('unfolds to what was done for it, some at a time, and folds again', async () => {
    const { press } = open((query) => {
      if (!query.has('batch')) return pageOf([batch]);
      return query.has('cursor')
        ? pageOf([part('evt_p2', 'p2@x.example')])
        : pageOf([part('evt_p1', 'p1@x.example')], 'c1');
    });
    const toggle = await screen.findByRole('button', { name: 'Show the events of Corner shop' });
    expect(toggle.getAttribute('aria-expanded')).toBe('false');
    await press('Show the events of Corner shop');
    await press('Show more of this batch');
    await waitFor(() => expect(screen.getAllByRole('button', { name: 'Invited' })).toHaveLength(2));
    expect(screen.queryByRole('button', { name: 'Show more of this batch' })).toBeNull();
    expect(toggle.getAttribute('aria-expanded')).toBe('true');
    await press('Hide the events of Corner shop');
    expect(screen.queryByRole('button', { name: 'Invited' })).toBeNull();
  });

  it('says in its place why its events couldn’t be loaded', async () => {
    let isDown = true;
    const { press } = open((query) => {
      if (!query.has('batch')) return pageOf([batch]);
      if (isDown) return refused(403, 'forbidden', 'Not this batch.');
      return pageOf([part('evt_p1', 'p1@x.example')]);
    });
    await press('Show the events of Corner shop');
    expect(await screen.findByText('Not this batch.')).toBeTruthy();
    isDown = false;
    await press('Try again');
    expect(await screen.findByRole('button', { name: 'Invited' })).toBeTruthy();
    expect(screen.queryByText('Not this batch.')).toBeNull();
  });

  it('opens the panel of one of its events, too', async () => {
    const { press, panel } = open((query) =>
      pageOf([query.has('batch') || query.has('id') ? part('evt_p1', 'p1@x.example') : batch]),
    );
    await press('Show the events of Corner shop');
    expect((await panel('Invited')).textContent).toContain('Targetp1@x.example');
  });
});

describe('the panel of an event', () => {
  it('joins a request and its end: both times, and what either recorded', async () => {
    const { panel } = open(() => pageOf([signIn]));
    const facts = (await panel('Failed to sign in as the user')).textContent;
    expect(facts).toMatch(/Requested29 Nov 2026, \d\d:59:58/);
    expect(facts).toMatch(/Time29 Nov 2026, \d\d:00:00/);
    expect(facts).toContain('Codetimeout');
    expect(facts).toContain('IP address198.51.100.7');
    expect(facts).toContain('AccountSouth');
  });

  it('has the technical details folded: both events as they were recorded, nothing added', async () => {
    const { user, panel } = open(() => pageOf([{ ...signIn, actorName: 'Ann Lee' }]));
    const details = (await panel('Failed to sign in as the user')).querySelector('details');
    expect(details?.open).toBe(false);
    await user.click(screen.getByText('Technical details'));
    expect(details?.open).toBe(true);
    const recorded = JSON.parse(details?.querySelector('pre')?.textContent ?? '') as ActivityRow[];
    expect(recorded.map(({ id }) => id)).toEqual(['evt_r', 'evt_s']);
    expect(recorded[1]).toMatchObject({ outcome: 'failure', details: { code: 'timeout' } });
    expect(recorded[1]).not.toHaveProperty('actorName');
    expect(recorded[1]).not.toHaveProperty('request');
  });

  it('says which API token acted, and that the server did it where there is no address', async () => {
    const details = { token: { id: 'tok_1', name: 'Nightly sync' } };
    const { panel } = open(() => pageOf([anEvent('evt_1', { details, ip: null })]));
    const text = (await panel('Added the user')).textContent;
    expect(text).toContain('Actorann@desk.examplewith the API token Nightly sync');
    expect(text).toContain('IP addressThis server');
  });

  it('says that something was saved without a change', async () => {
    const details = { before: { name: 'Bo' }, after: { name: 'Bo' } };
    const { panel } = open(() => pageOf([anEvent('evt_1', { action: 'staff.changed', details })]));
    expect((await panel('Changed role or access')).textContent).toContain(
      'Saved without a change.',
    );
  });

  it('leads to everything about its target, without the filters before', async () => {
    const { press, panel, asked, urls } = open(
      () => pageOf([signIn]),
      '?q=printer&outcome=failure',
    );
    await panel('Failed to sign in as the user');
    await press('Show all about this target');
    await waitFor(() => expect(urls.at(-1)).toBe('?target=bo@x.example'));
    await waitFor(() => expect(asked.at(-1)).toBe('?target=bo%40x.example&fold=1'));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('opens by a link to an event that isn’t among those listed', async () => {
    const { asked } = open(
      (query) =>
        pageOf([query.has('id') ? anEvent('evt_old', { target: 'old@x.example' }) : signIn]),
      '?event=evt_old',
    );
    expect((await screen.findByRole('dialog')).textContent).toContain('Targetold@x.example');
    expect(asked).toContain('?id=evt_old&limit=1&fold=1');
  });
});
