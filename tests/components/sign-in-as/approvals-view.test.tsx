import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { ApprovalsView } from '@/components/sign-in-as/approvals-view';
import type { Approval } from '@/lib/contract/approvals';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const waiting: Approval = {
  id: 'apr_1',
  accountId: 'rpc_sandbox',
  username: 'ann@kestrel.example',
  reason: 'The printer is silent',
  ticket: 'HD-1234',
  state: 'pending',
  askedBy: { id: 'stf_1', email: 'tess@desk.example' },
  askedAt: new Date().toISOString(),
  decidedBy: null,
  decidedAt: null,
  note: null,
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  hours: null,
  uses: 0,
  usedAt: null,
  ended: null,
  mayEnd: false,
  isMine: false,
  mayDecide: true,
};
const declined: Approval = {
  ...waiting,
  id: 'apr_0',
  state: 'denied',
  decidedBy: { id: 'stf_2', email: 'boss@desk.example' },
  note: 'Call them first',
  mayDecide: false,
};

it('shows who asked and decided by name, with the address beneath', async () => {
  const askedBy = { id: 'stf_1', email: 'tess@desk.example', name: 'Tess Sand' };
  const decidedBy = { id: 'stf_2', email: 'boss@desk.example', name: 'Bo Ross' };
  show([
    { ...waiting, askedBy },
    { ...declined, askedBy, decidedBy },
  ]);
  await screen.findByRole('button', { name: 'Approve Tess Sand (tess@desk.example)' });
  const panel = screen.getByRole('region', { name: 'Pending' });
  expect(panel.textContent).toContain('Tess Sand asked to sign in as ann@kestrel.example');
  expect(panel.textContent).toContain('tess@desk.example · Requested');
  expect(screen.getByText('Bo Ross').title).toBe('boss@desk.example');
  expect(screen.getByText('boss@desk.example')).toBeTruthy();
});

const policy = { approvalMinutes: 15, approvalHours: 4 };

function show(items: Approval[], refusal?: object) {
  const sent: { path: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (init.method !== 'POST') {
      if (path.endsWith('/news')) {
        return Response.json({ waiting: 0, toDecide: 0, own: 0, news: [], changes: [] });
      }
      if (path.endsWith('/changes')) return Response.json({ pending: [], past: [] });
      if (path.endsWith('/policy')) return Response.json(policy);
      const list = new URL(path, 'http://desk.example').searchParams.get('state');
      const isShown = ({ state }: Approval) =>
        list === 'past' ? state !== 'pending' && state !== 'approved' : state === list;
      const shown = items.filter(isShown);
      return Response.json({ items: shown, total: shown.length, toDecide: 0 });
    }
    sent.push({ path, body: JSON.parse(String(init.body ?? 'null')) as unknown });
    return refusal ? Response.json(refusal, { status: 409 }) : Response.json(declined);
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ApprovalsView canDecide />
    </QueryClientProvider>,
  );
  return sent;
}

it('shows pending requests with their reason, and past requests with their result', async () => {
  show([waiting, declined]);
  const panel = (await screen.findByRole('region', { name: 'Pending' })) as HTMLElement;
  await within(panel).findByText('HD-1234');
  expect(panel.textContent).toContain('tess@desk.example asked to sign in as ann@kestrel.example');
  expect(panel.textContent).toContain('HD-1234The printer is silent');
  const earlier = await screen.findByRole('table', { name: 'Past requests' });
  expect(within(earlier).getAllByText('Declined')).not.toHaveLength(0);
  expect(within(earlier).getAllByText('“Call them first”')).not.toHaveLength(0);
});

it('approves with a note', async () => {
  const sent = show([waiting]);
  await userEvent.click(await screen.findByRole('button', { name: 'Approve tess@desk.example' }));
  await userEvent.type(await screen.findByLabelText(/^Note/), 'Go ahead{Enter}');
  await waitFor(() =>
    expect(sent).toEqual([
      { path: '/api/approvals/apr_1/decide', body: { approve: true, note: 'Go ahead' } },
    ]),
  );
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('keeps the note if someone else decided first', async () => {
  const detail = 'This request was decided already.';
  show([waiting], { type: 'urn:x', title: 'x', status: 409, code: 'conflict', detail });
  await userEvent.click(await screen.findByRole('button', { name: 'Decline tess@desk.example' }));
  const note = await screen.findByLabelText(/^Note/);
  await userEvent.type(note, 'Call them first');
  await userEvent.click(screen.getByRole('button', { name: 'Decline' }));
  expect(await screen.findByText(detail)).toBeTruthy();
  expect(note).toHaveProperty('value', 'Call them first');
});

it('lists the person’s own request last, without actions', async () => {
  show([{ ...waiting, id: 'apr_2', isMine: true, mayDecide: false }, waiting]);
  expect(await screen.findByText('Someone else has to decide')).toBeTruthy();
  const lines = screen.getAllByRole('listitem').map((line) => line.textContent ?? '');
  expect(lines[0]).toMatch(/^tess@desk\.example asked to sign in as/);
  expect(lines[1]).toMatch(/^You asked to sign in as/);
  expect(screen.getAllByRole('button', { name: /^Approve/ })).toHaveLength(1);
});

it('explains the empty list', async () => {
  show([]);
  expect(await screen.findByText('No pending requests')).toBeTruthy();
  expect(screen.queryByRole('table')).toBeNull();
});

it('approves for some hours, up to the policy’s limit', async () => {
  const sent = show([waiting]);
  await userEvent.click(await screen.findByRole('button', { name: 'Approve tess@desk.example' }));
  const choice = await screen.findByLabelText('Approve for');
  expect(
    within(choice)
      .getAllByRole('option')
      .map(({ textContent }) => textContent),
  ).toEqual(['One sign-in within 15 minutes', '1 hour', '2 hours', '4 hours']);
  await userEvent.selectOptions(choice, '2 hours');
  await userEvent.click(screen.getByRole('button', { name: 'Approve' }));
  await waitFor(() =>
    expect(sent).toEqual([
      { path: '/api/approvals/apr_1/decide', body: { approve: true, hours: 2 } },
    ]),
  );
});

it('shows approved access with until when, and ends it', async () => {
  const expiresAt = new Date(new Date().setHours(23, 59, 0, 0)).toISOString();
  const running: Approval = { ...waiting, state: 'approved', expiresAt, mayDecide: false };
  const sent = show([
    { ...running, id: 'apr_3', hours: 4, uses: 2, mayEnd: true },
    { ...running, id: 'apr_4', isMine: true },
  ]);
  const panel = (await screen.findByRole('region', { name: 'Approved access' })) as HTMLElement;
  expect(await within(panel).findByText('Until 23:59')).toBeTruthy();
  expect(within(panel).getByText('One sign-in until 23:59')).toBeTruthy();
  expect(panel.textContent).toContain('used for 2 sign-ins');
  expect(within(panel).getAllByRole('button', { name: /^Sign in now/ })).toHaveLength(1);
  await userEvent.click(within(panel).getByRole('button', { name: /^End access/ }));
  await userEvent.click(await screen.findByRole('button', { name: 'End access' }));
  await waitFor(() => expect(sent).toEqual([{ path: '/api/approvals/apr_3/end', body: null }]));
});

it('takes back the person’s own request', async () => {
  const sent = show([{ ...waiting, isMine: true, mayDecide: false }]);
  await userEvent.click(await screen.findByRole('button', { name: /^Withdraw your request/ }));
  await waitFor(() =>
    expect(sent).toEqual([{ path: '/api/approvals/apr_1/withdraw', body: null }]),
  );
});
