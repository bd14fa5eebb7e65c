import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebhooksPanel } from '@/components/webhooks/webhooks-panel';
import type { Delivery, Webhook } from '@/lib/contract/webhooks';

const tickets: Webhook = {
  id: 'whk_1',
  name: 'Tickets',
  url: 'https://tickets.example/hook?token=hidden',
  events: ['*'],
  isDisabled: false,
  disabledAt: null,
  disabledFor: null,
  failingSince: null,
  waiting: 0,
  previousSecretEndsAt: null,
  createdAt: '2026-11-01T10:00:00.000Z',
};
const delivery: Delivery = {
  id: 'msg_1_1',
  action: 'user.added',
  eventId: 'evt_1',
  state: 'failed',
  attempts: 9,
  status: 500,
  tookMs: 12,
  failure: 'refused',
  createdAt: '2026-11-01T10:00:00.000Z',
  triedAt: '2026-11-01T10:00:00.000Z',
  nextAt: null,
};

let webhooks: Webhook[];
let calls: [string, unknown][];
let answers: Record<string, () => Response>;

beforeEach(() => {
  webhooks = [tickets];
  calls = [];
  answers = {};
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show() {
  vi.stubGlobal('fetch', async (path: string, { method = 'GET', body }: RequestInit = {}) => {
    const name = `${method} ${path}`;
    if (method !== 'GET') calls.push([name, body ? JSON.parse(body as string) : undefined]);
    const answer = answers[name];
    return answer ? answer() : Response.json({ items: webhooks });
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <WebhooksPanel />
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

/** At once: each key would draw the list of events anew. */
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });

const choose = async (user: ReturnType<typeof userEvent.setup>, entry: string) => {
  await user.click(await screen.findByRole('button', { name: 'Actions for Tickets' }));
  await user.click(await screen.findByRole('menuitem', { name: entry }));
};

it('lists where events go, without the path, and says what is wrong', async () => {
  webhooks = [
    tickets,
    {
      ...tickets,
      id: 'whk_2',
      name: 'Chat',
      events: ['user.added'],
      waiting: 3,
      failingSince: '2026-11-01T10:00:00.000Z',
    },
    { ...tickets, id: 'whk_3', name: 'Old', isDisabled: true, disabledFor: 'failing' },
  ];
  show();
  const [first, second, third] = await screen.findAllByRole('listitem');
  expect(first?.textContent).toContain('tickets.example · All events');
  expect(document.body.textContent).not.toContain('hidden');
  expect(second?.textContent).toContain('1 kind of event');
  expect(second?.textContent).toContain('Failing, 3 waiting');
  expect(third?.textContent).toContain('Disabled after failures');
});

it('adds one, and shows its secret once', async () => {
  webhooks = [];
  answers['POST /api/webhooks'] = () =>
    Response.json({ ...tickets, secret: 'whsec_c2hvd24=' }, { status: 201 });
  const user = show();
  expect(await screen.findByText('No webhooks')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Add webhook' }));
  const dialog = await screen.findByRole('dialog', { name: 'Add webhook' });
  await user.click(within(dialog).getByRole('button', { name: 'Add webhook' }));
  expect(within(dialog).getByText('Enter a name.')).toBeTruthy();
  expect(calls).toEqual([]);
  type(within(dialog).getByLabelText(/^Name/), 'Tickets');
  type(within(dialog).getByLabelText(/^Address/), 'https://tickets.example/hook');
  await user.click(within(dialog).getByLabelText('Only some'));
  type(within(dialog).getByLabelText('Search events'), 'added the user');
  await user.click(within(dialog).getByLabelText('Added the user'));
  await user.click(within(dialog).getByRole('button', { name: 'Add webhook' }));
  const shown = await screen.findByRole('dialog', { name: 'Secret of Tickets' });
  expect(within(shown).getByText('whsec_c2hvd24=')).toBeTruthy();
  expect(calls).toEqual([
    [
      'POST /api/webhooks',
      { name: 'Tickets', url: 'https://tickets.example/hook', events: ['user.added'] },
    ],
  ]);
  await user.click(within(shown).getByRole('button', { name: 'Done' }));
  expect(screen.queryByText('whsec_c2hvd24=')).toBeNull();
});

it('says at the address why it isn’t allowed, and keeps what was typed', async () => {
  answers['PATCH /api/webhooks/whk_1'] = () =>
    Response.json(
      {
        ...{ type: 'x', title: 'x', status: 422, code: 'address_not_allowed', requestId: 'r' },
        detail: 'This address leads to this server.',
        errors: [{ path: 'url', code: 'address_not_allowed', message: 'It leads to this server.' }],
      },
      { status: 422, headers: { 'content-type': 'application/problem+json' } },
    );
  const user = show();
  await choose(user, 'Edit');
  const address = await screen.findByLabelText(/^Address/);
  type(address, 'https://127.0.0.1/');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('It leads to this server.')).toBeTruthy();
  expect((address as HTMLInputElement).value).toBe('https://127.0.0.1/');
});

it('sends a test and says what came of it', async () => {
  answers['POST /api/webhooks/whk_1/test'] = () =>
    Response.json({
      ok: false,
      deliveryId: 'msg_1',
      status: 307,
      failure: 'redirected',
      tookMs: 8,
    });
  const user = show();
  await user.click(await screen.findByRole('button', { name: 'Send a test to Tickets' }));
  expect(await screen.findByText('The test didn’t arrive')).toBeTruthy();
  expect(
    screen.getByText(/answered with a redirect, which isn’t followed\. It answered 307\./),
  ).toBeTruthy();
});

it('filters deliveries and sends one again', async () => {
  const path = '/api/webhooks/whk_1/deliveries';
  const page = () => Response.json({ items: [delivery], total: 1 });
  answers[`GET ${path}?page=1&pageSize=20`] = page;
  answers[`GET ${path}?state=failed&page=1&pageSize=20`] = page;
  answers[`POST ${path}/msg_1_1/resend`] = () => Response.json({ id: 'msg_1_1' }, { status: 202 });
  const user = show();
  await choose(user, 'Deliveries');
  const line = await screen.findByText('Added the user');
  expect(line.closest('li')?.textContent).toContain(
    '9 attempts, 500. The receiver refused the event.',
  );
  await user.click(screen.getByRole('radio', { name: 'Failed' }));
  await user.click(await screen.findByRole('button', { name: 'Send again: Added the user' }));
  expect(calls).toEqual([[`POST ${path}/msg_1_1/resend`, undefined]]);
});

it('replaces a secret and deletes a webhook only when asked twice', async () => {
  answers['PATCH /api/webhooks/whk_1'] = () => Response.json({ ...tickets, secret: 'whsec_bmV3' });
  answers['DELETE /api/webhooks/whk_1'] = () => new Response(null, { status: 204 });
  const user = show();
  await choose(user, 'Replace secret');
  await user.click(await screen.findByRole('button', { name: 'Replace secret' }));
  expect(await screen.findByText('whsec_bmV3')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Done' }));
  await choose(user, 'Delete');
  await user.click(await screen.findByRole('button', { name: 'Delete webhook' }));
  expect(calls.map(([name]) => name)).toEqual([
    'PATCH /api/webhooks/whk_1',
    'DELETE /api/webhooks/whk_1',
  ]);
});
