import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { ChannelsPanel } from '@/components/notifications/channels-panel';
import { RulesPanels } from '@/components/notifications/rules-form';
import type {
  NotificationChannel,
  NotificationDelivery,
  NotificationRules,
} from '@/lib/contract/notifications';

const chat: NotificationChannel = {
  ...{ id: 'nch_1', name: 'Chat', kind: 'slack', recipients: [], host: 'hooks.slack.com' },
  ...{
    hasSecret: true,
    isTeam: false,
    isDisabled: false,
    failingSince: null,
    failure: null,
    waiting: 0,
  },
  createdAt: '2026-11-01T10:00:00.000Z',
};
const email: NotificationChannel = {
  ...chat,
  ...{ id: 'nch_2', name: 'Ops', kind: 'email', host: null, hasSecret: false },
  recipients: ['ann@desk.example', 'bob@desk.example'],
};
const message: NotificationDelivery = {
  ...{ id: 'ntf_1', channelId: 'nch_2', kind: 'seats_over', recipient: 'ann@desk.example' },
  ...{
    count: 12,
    isPart: false,
    state: 'failed',
    attempts: 3,
    status: null,
    failure: 'recipient_refused',
  },
  ...{ createdAt: '2026-11-01T10:00:00.000Z', triedAt: '2026-11-01T10:00:00.000Z', nextAt: null },
};
const rules: NotificationRules = {
  items: [
    { event: 'batch_finished', isEnabled: true, channelIds: ['nch_1'] },
    { event: 'device_offline', isEnabled: false, channelIds: ['nch_1'], hours: 24 },
  ],
  ...{ quietHours: null, timeZone: null, groupMinutes: 5 },
};

let channels: NotificationChannel[];
let calls: [string, unknown][];
let answers: Record<string, () => Response>;

beforeEach(() => {
  channels = [chat, email];
  calls = [];
  answers = { 'GET /api/notification-rules': () => Response.json(rules) };
});

function show(canManage = true) {
  vi.stubGlobal('fetch', async (path: string, { method = 'GET', body }: RequestInit = {}) => {
    const name = `${method} ${path}`;
    if (method !== 'GET') calls.push([name, body ? JSON.parse(body as string) : undefined]);
    const answer = answers[name.replace(/\?.*/, '')];
    return answer ? answer() : Response.json({ items: channels });
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <ChannelsPanel canManage={canManage} />
      <RulesPanels canManage={canManage} />
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

type User = ReturnType<typeof userEvent.setup>;
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const choose = async (user: User, channel: string, entry: string) => {
  await user.click(await screen.findByRole('button', { name: `Actions for ${channel}` }));
  await user.click(await screen.findByRole('menuitem', { name: entry }));
};

it('lists where notifications go, and says what is wrong', async () => {
  channels = [
    chat,
    { ...email, failingSince: '2026-11-01T10:00:00.000Z', failure: 'login_refused', waiting: 2 },
  ];
  show();
  const list = await screen.findByRole('list', { name: 'Channels' });
  const [first, second] = await within(list).findAllByRole('listitem');
  expect(first?.textContent).toContain('Slack · hooks.slack.com');
  expect(second?.textContent).toContain('Email · ann@desk.example, bob@desk.example');
  expect(second?.textContent).toContain('Failing, 2 waiting');
  expect(second?.textContent).toContain('refused the username or password of SMTP_URL');
});

it('adds a channel of email, and shows a fault of a recipient at the field', async () => {
  let isRefused = true;
  answers['POST /api/notification-channels'] = () =>
    isRefused
      ? Response.json(
          {
            ...{ code: 'invalid_request', detail: 'No', status: 400, title: 'No' },
            errors: [{ path: 'recipients[1]', code: 'x', message: 'Bo isn’t an address.' }],
          },
          { status: 400, headers: { 'content-type': 'application/problem+json' } },
        )
      : Response.json(email, { status: 201 });
  const user = show();
  await user.click(screen.getByRole('button', { name: 'Add channel' }));
  const dialog = await screen.findByRole('dialog', { name: 'Add channel' });
  const add = within(dialog).getByRole('button', { name: 'Add channel' });
  await user.click(add);
  expect(within(dialog).getByText('Enter a name.')).toBeTruthy();
  expect(calls).toEqual([]);
  type(within(dialog).getByLabelText(/^Name/), 'Ops');
  type(within(dialog).getByLabelText(/^Recipients/), 'ann@desk.example\n Bo ');
  await user.click(add);
  expect(await within(dialog).findByText('Bo isn’t an address.')).toBeTruthy();
  isRefused = false;
  type(within(dialog).getByLabelText(/^Recipients/), 'ann@desk.example, bob@desk.example');
  await user.click(add);
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(calls.at(-1)).toEqual([
    'POST /api/notification-channels',
    { kind: 'email', name: 'Ops', recipients: ['ann@desk.example', 'bob@desk.example'] },
  ]);
});

it('shows the secret of a webhook that is new, this once', async () => {
  answers['POST /api/notification-channels'] = () =>
    Response.json({ ...chat, kind: 'webhook', secret: 'whsec_c2VjcmV0' }, { status: 201 });
  const user = show();
  await user.click(screen.getByRole('button', { name: 'Add channel' }));
  const dialog = await screen.findByRole('dialog', { name: 'Add channel' });
  await user.click(within(dialog).getByRole('radio', { name: 'Webhook' }));
  type(within(dialog).getByLabelText(/^Name/), 'Chat');
  type(within(dialog).getByLabelText(/^Address/), 'https://hooks.example/x');
  await user.click(within(dialog).getByRole('button', { name: 'Add channel' }));
  const shown = await screen.findByRole('dialog', { name: 'Secret of Chat' });
  expect(within(shown).getByText('whsec_c2VjcmV0')).toBeTruthy();
  await user.click(within(shown).getByRole('button', { name: 'Done' }));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('keeps the address of a channel that is renamed', async () => {
  answers['PATCH /api/notification-channels/nch_1'] = () => Response.json(chat);
  const user = show();
  await choose(user, 'Chat', 'Edit');
  const dialog = await screen.findByRole('dialog', { name: 'Edit Chat' });
  expect(within(dialog).getByLabelText<HTMLInputElement>(/^Address/).value).toBe('');
  type(within(dialog).getByLabelText(/^Name/), 'Desk chat');
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  expect(calls[0]?.[1]).toEqual({ name: 'Desk chat' });
});

it('sends a test, and shows what came of it and of earlier messages', async () => {
  answers['POST /api/notification-channels/nch_1/test'] = () =>
    Response.json({
      ...{ ok: false, status: 404, failure: 'refused', tookMs: 8 },
      detail: 'The receiver refused the message. It answered 404.',
    });
  answers['GET /api/notification-channels/nch_2/deliveries'] = () =>
    Response.json({ items: [message], total: 1 });
  const user = show();
  await user.click(await screen.findByRole('button', { name: 'Send a test to Chat' }));
  expect(await screen.findByText('The test wasn’t sent')).toBeTruthy();
  expect(screen.getByText(/It answered 404/)).toBeTruthy();
  await choose(user, 'Ops', 'Messages');
  const dialog = await screen.findByRole('dialog', { name: 'Messages to Ops' });
  const line = await within(dialog).findByRole('listitem');
  expect(line.textContent).toContain('Seats over their limit · 12 events');
  expect(line.textContent).toContain('ann@desk.example · The mail server refused the recipient');
  expect(line.textContent).toContain('Failed');
  answers['POST /api/notification-channels/nch_2/deliveries/ntf_1/resend'] = () =>
    Response.json({ id: 'ntf_1' }, { status: 202 });
  await user.click(
    within(line).getByRole('button', { name: 'Send again: Seats over their limit' }),
  );
  await vi.waitFor(() => expect(calls).toHaveLength(2));
  expect(calls[1]?.[0]).toBe('POST /api/notification-channels/nch_2/deliveries/ntf_1/resend');
});

it('offers to send again only what can be, to people who may', async () => {
  const other = { ...message, kind: 'seats_full' as const };
  answers['GET /api/notification-channels/nch_2/deliveries'] = () =>
    Response.json({
      items: [
        { ...other, id: 'ntf_2', isPart: true, state: 'pending', nextAt: message.createdAt },
        { ...other, id: 'ntf_3', recipient: 'cyd@desk.example' },
        { ...other, id: 'ntf_4', kind: 'test' },
      ],
      total: 3,
    });
  const user = show();
  await choose(user, 'Ops', 'Messages');
  const dialog = await screen.findByRole('dialog', { name: 'Messages to Ops' });
  const [waits] = await within(dialog).findAllByRole('listitem');
  expect(waits?.textContent).toContain('In the daily summary');
  const buttons = within(dialog).getAllByRole('button', { name: /^Send/ });
  expect(buttons.map((one) => one.getAttribute('aria-label'))).toEqual([
    'Send now: All seats in use',
  ]);
});

it('saves which events go where, and quiet hours', async () => {
  answers['PUT /api/notification-rules'] = () => Response.json(rules);
  const user = show();
  const offline = within(await screen.findByRole('group', { name: 'Device offline' }));
  expect(offline.getByLabelText<HTMLInputElement>('Chat').checked).toBe(false);
  await user.click(offline.getByLabelText('Ops'));
  type(screen.getByLabelText('Hours offline'), '3');
  await user.click(screen.getByRole('checkbox', { name: /Quiet hours/ }));
  type(screen.getByLabelText('From'), '20:00');
  type(screen.getByLabelText('Time zone'), 'UTC');
  await user.click(screen.getByRole('button', { name: 'Save rules' }));
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  expect(calls[0]).toEqual([
    'PUT /api/notification-rules',
    {
      items: [
        { event: 'batch_finished', isEnabled: true, channelIds: ['nch_1'] },
        { event: 'device_offline', isEnabled: true, channelIds: ['nch_2'], hours: 3 },
      ],
      quietHours: { from: '20:00', to: '07:00', timeZone: 'UTC' },
      ...{ timeZone: 'UTC', groupMinutes: 5 },
    },
  ]);
});

it('saves what is sent once a day, and in which time zone', async () => {
  answers['PUT /api/notification-rules'] = () => Response.json(rules);
  const user = show();
  await screen.findByRole('group', { name: 'Device offline' });
  expect(screen.queryByLabelText('Time zone')).toBeNull();
  expect(screen.queryByLabelText('When to send: Device offline')).toBeNull();
  type(screen.getByLabelText('When to send: Batch of invitations finished'), 'daily');
  type(screen.getByLabelText('Time of day: Batch of invitations finished'), '17:15');
  type(screen.getByLabelText('Time zone'), 'UTC');
  await user.click(screen.getByRole('button', { name: 'Save rules' }));
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  expect(calls[0]?.[1]).toMatchObject({
    items: [{ event: 'batch_finished', channelIds: ['nch_1'], dailyAt: '17:15' }, {}],
    ...{ quietHours: null, timeZone: 'UTC' },
  });
});

it('changes nothing for someone who may only read', async () => {
  show(false);
  expect(await screen.findByText('Slack · hooks.slack.com')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Add channel' })).toBeNull();
  expect(screen.queryByRole('button', { name: /Send a test/ })).toBeNull();
  const boxes = await screen.findAllByRole<HTMLInputElement>('checkbox');
  expect(boxes.every(({ disabled }) => disabled)).toBe(true);
});
