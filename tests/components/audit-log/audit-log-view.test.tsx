import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import '@/components/audit-log/event-panel';
import { AccessReportDialog } from '@/components/audit-log/access-report-dialog';
import { AuditLogView } from '@/components/audit-log/audit-log-view';
import type { ActivityRow, AuditEvent } from '@/lib/contract/audit';
import { WithAccounts } from '@/tests/components/account-choice/support';
import { renderAt, stubApi } from '@/tests/components/users/support';

beforeAll(() => {
  Element.prototype.scrollIntoView = vi.fn();
  Element.prototype.hasPointerCapture = () => false;
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const event: AuditEvent = {
  id: 'evt_1',
  at: '2026-11-29T10:00:00.000Z',
  actor: { id: 'stf_1', email: 'ann@desk.example' },
  action: 'user.added',
  target: 'bo@x.example',
  outcome: 'success',
  requestId: 'req-1',
  ip: null,
  accountId: 'rpc_south',
  sequence: 7,
  hash: 'ab'.repeat(32),
  details: {},
};

it('is filtered by the account it concerns, and names it in an event', async () => {
  const calls = stubApi(() => ({ items: [event], nextCursor: null }));
  renderAt(
    '',
    <WithAccounts>
      <AuditLogView canExport={false} seesAll={false} />
    </WithAccounts>,
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Account' }));
  await userEvent.click(await screen.findByRole('menuitemradio', { name: 'South' }));
  await waitFor(() => expect(calls.at(-1)?.path).toContain('account=rpc_south'));
  await userEvent.click(screen.getByRole('button', { name: /^Added/ }));
  const panel = await screen.findByRole('dialog');
  expect(panel.textContent).toContain('AccountSouth');
});

it('keeps the focus on a row while newer events of its day come above it', async () => {
  const newer = { ...event, id: 'evt_2', at: '2026-11-29T11:00:00.000Z', target: 'cy@x.example' };
  stubApi(({ path }) => ({
    items: path.includes('q=') ? [event] : [newer, event],
    nextCursor: null,
  }));
  renderAt(
    '?q=bo',
    <WithAccounts>
      <main>
        <AuditLogView canExport={false} seesAll={false} />
      </main>
    </WithAccounts>,
  );
  const row = await screen.findByRole('button', { name: /^Added/ });
  await userEvent.type(screen.getByRole('searchbox'), '{ArrowDown}');
  expect(document.activeElement).toBe(row);
  fireEvent.change(screen.getByRole('searchbox'), { target: { value: '' } });
  await waitFor(() => expect(screen.getAllByRole('button', { name: /^Added/ })).toHaveLength(2));
  expect(document.activeElement).toBe(row);
});

const head = { sequence: 1_234, hash: 'ab'.repeat(32), at: '2026-11-29T10:00:00.000Z' };

/** The page of someone who sees all accounts. */
function renderProof(canExport: boolean, verification: unknown = {}) {
  stubApi(({ path }) => {
    if (path.includes('/verify')) return verification;
    if (path.includes('/proof')) {
      const checkpoint = { sequence: 1_000, at: '2026-11-29T09:00:00.000Z' };
      const forwarding = [
        { destination: 'https://siem.example/in', ...{ behind: 0, since: null, failure: null } },
        {
          destination: 'syslog+tls://logs.example:6514',
          behind: 12,
          since: '2026-11-29T08:00:00.000Z',
          failure: 'unreachable',
          isLate: true,
        },
      ];
      const retention = {
        months: null,
        next: { months: 6, from: '2026-12-01T10:00:00.000Z' },
        removed: { count: 12_345, before: '2026-03-01T10:00:00.000Z' },
      };
      return { head, unsealed: 2, checkpoint, forwarding, retention };
    }
    return { items: [event], nextCursor: null };
  });
  renderAt('', <AuditLogView canExport={canExport} seesAll />);
  return screen.findByText(/^Protected against changes up to /);
}

it('shows how far the log is sealed, and lets only those verify it who may export', async () => {
  const line = await renderProof(false);
  expect(line.textContent).toMatch(
    /^Protected against changes up to .*, 2 more events to follow · Last signed .*$/,
  );
  expect(screen.queryByRole('button', { name: 'Verify' })).toBeNull();
});

it('shows how far each receiver of the log is behind, and why', async () => {
  await renderProof(false);
  const [siem, syslog] = screen.getAllByText(/^Forwarding to /);
  expect(siem?.textContent).toBe('Forwarding to https://siem.example/in: up to date');
  expect(syslog?.textContent).toMatch(
    /^Forwarding to syslog\+tls:\/\/logs\.example:6514: 12 events behind, the oldest .*\. The receiver can’t be reached\.$/,
  );
});

it('shows what was removed by policy, and a policy that isn’t in effect yet', async () => {
  await renderProof(false);
  expect(screen.getByText(/ were removed by policy/).textContent).toMatch(
    /^12,345 events before 1 Mar 2026 were removed by policy\. From 1 Dec 2026, \d\d:\d\d, events are kept for 6 months\.$/,
  );
});

it('says that the log is intact', async () => {
  await renderProof(true, { ok: true, checked: 1_236, removed: 5, head });
  await userEvent.click(screen.getByRole('button', { name: 'Verify' }));
  const verdict = await screen.findByRole('status');
  expect(verdict.textContent).toContain('The audit log is intact');
  expect(verdict.textContent).toContain(
    '1,236 events are as sealed, and the checkpoints agree. The summaries of 5 events that were removed by policy are genuine.',
  );
});

it('names the first event that isn’t as it was, and opens it', async () => {
  const reason = 'event_changed: The event isn’t as it was when it was sealed.';
  const firstBad = { sequence: 7, id: 'evt_1', reason };
  await renderProof(true, { ok: false, checked: 6, head, firstBad });
  await userEvent.click(screen.getByRole('button', { name: 'Verify' }));
  const verdict = await screen.findByRole('alert');
  expect(verdict.textContent).toContain('The audit log was changed at event 7');
  expect(verdict.textContent).toContain(
    'The event isn’t as it was when it was sealed. The 6 events before it are as sealed.',
  );
  await userEvent.click(screen.getByRole('button', { name: 'Open event' }));
  expect((await screen.findByRole('dialog')).textContent).toContain('Request IDreq-1');
});

const BATCH = 'bat_1';
const created: ActivityRow = {
  ...event,
  id: 'evt_2',
  at: '2026-11-28T09:05:07.000Z',
  action: 'batch.created',
  target: BATCH,
  targetName: 'Corner shop',
  actorName: 'Ann Lee',
  batch: { counts: { invited: 2, exists: 1, rejected: 0 } },
};
const signedIn: ActivityRow = {
  ...event,
  id: 'evt_3',
  action: 'auto_login.failed',
  outcome: 'failure',
  reason: 'The printer is down.',
  ticket: 'HD-1234',
  details: { code: 'timeout' },
  request: { ...event, id: 'evt_4', action: 'auto_login.requested', outcome: 'unknown' },
};
const changed: ActivityRow = {
  ...event,
  id: 'evt_5',
  action: 'staff.changed',
  target: 'bo@desk.example',
  details: {
    before: { role: 'viewer', isDisabled: false, name: 'Bo' },
    after: { role: 'manager', isDisabled: false, accountIds: ['rpc_south', 'rit_east'] },
  },
};

function renderRows(items: ActivityRow[], permissions: string[] = [], search = '') {
  const calls = stubApi(({ path }) => {
    if (path.includes('batch=')) {
      const part = { ...event, action: 'invitation.invited', target: 'p1@x.example' };
      return { items: [part], nextCursor: null };
    }
    return { items, nextCursor: null };
  });
  const urls: string[] = [];
  renderAt(
    search,
    <WithAccounts>
      <AuditLogView canExport={false} seesAll={false} permissions={permissions} />
    </WithAccounts>,
    (url) => urls.push(url),
  );
  return { calls, urls };
}

describe('a row', () => {
  it('stands under its day, with seconds, and UTC on hover', async () => {
    renderRows([signedIn, created]);
    const days = await screen.findAllByRole('rowheader');
    expect(days.map(({ textContent }) => textContent)).toEqual(['29 Nov 2026', '28 Nov 2026']);
    const time = screen.getByTitle('28 Nov 2026, 09:05:07 UTC');
    expect(time.textContent).toMatch(/^\d\d:05:07$/);
  });

  it('says why', async () => {
    renderRows([signedIn]);
    expect(await screen.findByTitle('HD-1234 · The printer is down.')).toBeTruthy();
  });

  it('has names, and links to what the reader may open', async () => {
    renderRows([created, signedIn], ['batches.read', 'users.read']);
    const batch = await screen.findByRole('link', { name: 'Corner shop' });
    expect(batch.getAttribute('href')).toBe('/invitations/bat_1');
    expect(screen.getByRole('link', { name: 'bo@x.example' }).getAttribute('href')).toBe(
      '/users?account=rpc_south&user=bo%40x.example',
    );
    expect(screen.getByText('Ann Lee').title).toBe('ann@desk.example');
  });

  it('has no links for an auditor', async () => {
    renderRows([created, signedIn], ['activity.read', 'activity.export']);
    expect((await screen.findAllByText('Corner shop')).length).toBeGreaterThan(0);
    expect(screen.queryByRole('link', { name: 'Corner shop' })).toBeNull();
    expect(screen.queryByRole('link', { name: 'bo@x.example' })).toBeNull();
  });

  it('of a batch has its counts, and shows what was done for it on demand', async () => {
    const { calls } = renderRows([created]);
    expect(await screen.findByText('2 invited, 1 already users')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Show the events of Corner shop' }));
    expect(await screen.findByRole('button', { name: 'Invited' })).toBeTruthy();
    expect(calls.at(-1)?.path).toBe('/api/activity?batch=bat_1&fold=1&limit=20');
    await userEvent.click(screen.getByRole('button', { name: 'Hide the events of Corner shop' }));
    expect(screen.queryByRole('button', { name: 'Invited' })).toBeNull();
  });
});

describe('the panel', () => {
  it('has the changed fields as a table', async () => {
    renderRows([changed]);
    await userEvent.click(await screen.findByRole('button', { name: 'Changed role or access' }));
    const table = await screen.findByRole('table', { name: 'Changes' });
    const rows = within(table).getAllByRole('row').slice(1);
    expect(rows.map((row) => [...row.children].map(({ textContent }) => textContent))).toEqual([
      ['Role', 'viewer', 'manager'],
      ['Account ids', '–', 'rpc_south, rit_east'],
    ]);
  });

  it('folds the JSON of both events of an action', async () => {
    renderRows([signedIn]);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Failed to sign in as the user' }),
    );
    const panel = await screen.findByRole('dialog');
    const details = panel.querySelector('details');
    expect(details?.open).toBe(false);
    expect(details?.textContent).toContain('"action": "auto_login.requested"');
    expect(details?.textContent).toContain('"action": "auto_login.failed"');
    expect(panel.textContent).toContain('Codetimeout');
  });

  it('shows everything by the same actor', async () => {
    const { calls, urls } = renderRows([signedIn], [], '?q=printer');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Failed to sign in as the user' }),
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Show all by this actor' }));
    await waitFor(() => expect(urls.at(-1)).toBe('?actor=ann@desk.example'));
    await waitFor(() =>
      expect(calls.at(-1)?.path).toBe('/api/activity?actor=ann%40desk.example&fold=1'),
    );
  });
});

describe('the filters', () => {
  it('search everything in one field', async () => {
    const { calls, urls } = renderRows([signedIn]);
    await userEvent.type(await screen.findByLabelText('Search the audit log'), 'HD-1234');
    await waitFor(() => expect(urls.at(-1)).toBe('?q=HD-1234'));
    await waitFor(() => expect(calls.at(-1)?.path).toBe('/api/activity?q=HD-1234&fold=1'));
  });

  it('of a link are chips that can be removed', async () => {
    const { urls } = renderRows([signedIn], [], '?target=bo@x.example&actor=ann');
    expect(await screen.findByText('bo@x.example', { selector: '.text-accent-text' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Remove target filter' }));
    await waitFor(() => expect(urls.at(-1)).toBe('?actor=ann'));
  });

  it('have a saved view for who was let into customers’ accounts', async () => {
    renderRows([]);
    const link = await screen.findByRole('link', { name: 'Customer account access, last month' });
    expect(link.getAttribute('href')).toBe('/activity?action=auto_login.&when=last-month');
  });
});

it('says that sign-ins of a month may be missing from its access report', async () => {
  const removed = { count: 5, before: '2026-02-14T08:00:00.000Z' };
  stubApi(() => ({ retention: { months: 6, next: null, removed } }));
  renderAt('', <AccessReportDialog onClose={() => {}} now={new Date('2026-03-31T12:00:00Z')} />);
  expect(await screen.findByText('Sign-ins may be missing')).toBeTruthy();
  expect(screen.getByText('Events before 14 Feb 2026 were removed by policy.')).toBeTruthy();
  await userEvent.selectOptions(screen.getByLabelText('Month'), 'March 2026');
  expect(screen.queryByText('Sign-ins may be missing')).toBeNull();
  vi.restoreAllMocks();
});

it('offers the access report of the last complete month, and of earlier ones', async () => {
  const calls = stubApi(() => ({ retention: { months: null, next: null, removed: null } }));
  const saved: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    saved.push(this.getAttribute('href') ?? '');
  });
  renderAt('', <AccessReportDialog onClose={() => {}} now={new Date('2026-03-31T12:00:00Z')} />);
  const month = screen.getByLabelText<HTMLSelectElement>('Month');
  expect([...month.options].slice(0, 4).map(({ text }) => text)).toEqual([
    'March 2026',
    'February 2026',
    'January 2026',
    'December 2025',
  ]);
  expect(month.value).toBe('2026-02');
  await userEvent.selectOptions(month, 'December 2025');
  await userEvent.click(screen.getByRole('button', { name: 'Download CSV' }));
  await waitFor(() =>
    expect(saved).toEqual(['/api/activity/access-report?month=2025-12&format=csv']),
  );
  expect(calls.map(({ path }) => path)).toContain('/api/admission?to=exports');
  vi.restoreAllMocks();
});
