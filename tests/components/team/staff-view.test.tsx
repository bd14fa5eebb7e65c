import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { StaffView } from '@/components/team/staff-view';
import { Toaster } from '@/components/ui/toaster';
import type { StaffMember } from '@/lib/contract/staff';
import { aProblem, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';
import { aMember, someAccounts, someRoles } from './support';

beforeAll(() =>
  Promise.all([
    import('@/components/team/invite-staff-dialog'),
    import('@/components/team/member-dialog'),
    import('@/components/team/member-accounts-dialog'),
    import('@/components/team/member-customers-dialog'),
    import('@/components/team/member-sessions-dialog'),
  ]),
);

const team = [
  aMember({ id: 'stf_me', name: 'Ada Admin', email: 'ada@desk.example', role: 'administrator' }),
  aMember(),
];
const link = { setUpUrl: 'https://desk.example/set-up#abc', expiresAt: '2026-12-24T09:00:00.000Z' };

type Shown = {
  members?: StaffMember[];
  hasMail?: boolean;
  at?: string;
  answer?: (call: ApiCall) => unknown;
};

function show({ members = team, hasMail = false, at = '', answer }: Shown = {}) {
  const calls = stubApi((call) => {
    const said = answer?.(call);
    if (said !== undefined) return said;
    if (call.path === '/api/staff' && call.method === 'GET') return { items: members };
    if (call.path === '/api/roles') return { items: someRoles };
    if (call.path.startsWith('/api/customers')) return { items: [], total: 0 };
    return new Response(null, { status: 204 });
  });
  renderAt(
    at,
    <>
      <StaffView ownId="stf_me" accounts={someAccounts} hasMail={hasMail} />
      <Toaster />
    </>,
  );
  return { writes: () => calls.filter(({ method }) => method !== 'GET') };
}

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

async function choose(entry: string) {
  await press('Actions for max@desk.example');
  await userEvent.click(await screen.findByRole('menuitem', { name: entry }));
  return screen.findByRole('dialog');
}

async function fill(label: string, text: string) {
  await userEvent.click(screen.getByLabelText(label));
  await userEvent.paste(text);
}

const scroll = vi.fn();
beforeEach(() => {
  scroll.mockClear();
  Element.prototype.scrollIntoView = scroll;
});

describe('the team', () => {
  it('lists its members with their role, and says which one is the reader', async () => {
    show();
    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(3));
    const [own, other] = screen.getAllByRole('row').slice(1);
    expect(within(own as HTMLElement).getByText('(you)')).toBeTruthy();
    expect(await within(own as HTMLElement).findByText('Administrator')).toBeTruthy();
    expect(within(other as HTMLElement).queryByText('(you)')).toBeNull();
  });

  it('marks and shows the member that a link led to', async () => {
    show({ at: '?member=stf_one' });
    const name = await screen.findByText('Max Mason');
    const row = name.closest('tr');
    expect(row?.getAttribute('aria-selected')).toBe('true');
    expect(scroll.mock.contexts).toEqual([row]);
  });

  it('that can’t be loaded is replaced by the reason', async () => {
    show({
      answer: ({ path }) => (path === '/api/staff' ? aProblem(503, 'unavailable') : undefined),
    });
    expect(await screen.findByText('Couldn’t load the team')).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
  });
});

describe('an invitation to the team', () => {
  const invited = { id: 'stf_new', ...link };

  it('creates a link, which is shown once', async () => {
    const { writes } = show({
      answer: ({ method }) => (method === 'POST' ? Response.json(invited) : undefined),
    });
    await press('Invite member');
    const dialog = await screen.findByRole('dialog', { name: 'Invite team member' });
    await fill('Name', 'Nora North');
    await fill('Email', 'nora@desk.example');
    await userEvent.selectOptions(screen.getByLabelText('Role'), 'Night shift');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Create link' }));
    const shown = await screen.findByRole('dialog', { name: 'Link for Nora North' });
    expect(within(shown).getByText(link.setUpUrl)).toBeTruthy();
    expect(writes()[0]?.body).toEqual({
      ...{ email: 'nora@desk.example', name: 'Nora North', role: 'rol_night' },
    });
    await press('Done');
    expect(screen.queryByText(link.setUpUrl)).toBeNull();
  });

  it('goes out by email where the server sends any, and no link is shown', async () => {
    const { writes } = show({
      hasMail: true,
      answer: ({ method }) =>
        method === 'POST' ? Response.json({ ...invited, setUpUrl: null }) : undefined,
    });
    await press('Invite member');
    await screen.findByRole('dialog', { name: 'Invite team member' });
    await fill('Name', 'Nora North');
    await fill('Email', 'nora@desk.example');
    await press('Send invitation');
    expect(await screen.findByText('Invited nora@desk.example')).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(writes()[0]?.body).toMatchObject({ sendMail: true });
  });

  it('can still be a link where the server sends email', async () => {
    show({ hasMail: true });
    await press('Invite member');
    await screen.findByRole('dialog', { name: 'Invite team member' });
    await userEvent.click(screen.getByRole('checkbox', { name: /^Send the link by email/ }));
    expect(screen.getByRole('button', { name: 'Create link' })).toBeTruthy();
    expect(screen.getByText(/^You get a link to send them/)).toBeTruthy();
  });

  it('names each field that is refused, and keeps what was typed', async () => {
    const errors = [
      { path: 'name', code: 'x', message: 'Enter a name.' },
      { path: 'email', code: 'x', message: 'nora@ isn’t an email address.' },
    ];
    show({
      answer: ({ method }) =>
        method === 'POST' ? aProblem(400, 'invalid_request', { errors }) : undefined,
    });
    await press('Invite member');
    await screen.findByRole('dialog', { name: 'Invite team member' });
    await fill('Email', 'nora@');
    await press('Create link');
    expect(await screen.findByText('Fix 2 errors to continue')).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole('alert'));
    await userEvent.click(screen.getByRole('link', { name: 'nora@ isn’t an email address.' }));
    const email = screen.getByLabelText<HTMLInputElement>('Email');
    expect(document.activeElement).toBe(email);
    expect(email.value).toBe('nora@');
  });

  it('to only some accounts needs at least one', async () => {
    const { writes } = show();
    await press('Invite member');
    await screen.findByRole('dialog', { name: 'Invite team member' });
    await userEvent.click(screen.getByRole('radio', { name: 'Selected accounts' }));
    await press('Create link');
    expect(await screen.findByText('Select at least one account.')).toBeTruthy();
    expect(writes()).toEqual([]);
  });
});

describe('a question about a member', () => {
  it.each([
    ['Disable', 'Disable', 'PATCH /api/staff/stf_one', 'Disabled Max Mason'],
    ['Delete', 'Delete', 'DELETE /api/staff/stf_one', 'Deleted Max Mason'],
    [
      'Sign out everywhere',
      'Sign out everywhere',
      'POST /api/staff/stf_one/revoke-sessions',
      'Signed Max Mason out everywhere',
    ],
    [
      'Reset second factors…',
      'Reset second factors',
      'DELETE /api/staff/stf_one/factors',
      'Reset Max Mason’s second factors',
    ],
  ])('(%s) comes before it is done', async (entry, confirm, sent, done) => {
    const { writes } = show({ members: [aMember({ hasFactor: true })] });
    const dialog = await choose(entry);
    expect(writes()).toEqual([]);
    await userEvent.click(within(dialog).getByRole('button', { name: confirm }));
    expect(await screen.findByText(done)).toBeTruthy();
    expect(writes().map(({ method, path }) => `${method} ${path}`)).toEqual([sent]);
  });

  it('stays open with the reason where it is refused', async () => {
    const detail = 'Someone must stay an administrator.';
    show({
      answer: ({ method }) =>
        method === 'DELETE' ? aProblem(422, 'last_administrator', { detail }) : undefined,
    });
    const dialog = await choose('Delete');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
    expect(await within(dialog).findByText(detail)).toBeTruthy();
    expect(screen.queryByText('Deleted Max Mason')).toBeNull();
  });

  it('changes nothing where it is canceled', async () => {
    const { writes } = show();
    await choose('Disable');
    await press('Cancel');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(writes()).toEqual([]);
  });

  it('(reset of the password) ends with a link, or an email where it can be sent', async () => {
    const answer = ({ method, body }: ApiCall) =>
      method === 'POST'
        ? Response.json(
            (body as { sendMail: boolean }).sendMail ? { ...link, setUpUrl: null } : link,
          )
        : undefined;
    show({ answer });
    const dialog = await choose('Reset password');
    expect(within(dialog).getByText('Reset Max Mason’s password?')).toBeTruthy();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Create link' }));
    expect(await screen.findByText(link.setUpUrl)).toBeTruthy();
    expect(screen.getByText(/24 Dec 2026, /)).toBeTruthy();
  });

  it('(new link by email) says to which address it was sent', async () => {
    const { writes } = show({
      hasMail: true,
      members: [aMember({ hasPassword: false })],
      answer: ({ method }) =>
        method === 'POST' ? Response.json({ ...link, setUpUrl: null }) : undefined,
    });
    const dialog = await choose('New setup link');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Send link' }));
    expect(await screen.findByText('Sent a link to max@desk.example')).toBeTruthy();
    expect(writes()[0]).toMatchObject({
      ...{ path: '/api/staff/stf_one/set-up-link', body: { sendMail: true } },
    });
  });
});
