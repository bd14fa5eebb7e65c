import { screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { ChannelDialogs } from '@/components/notifications/channel-dialogs';
import type { NotificationChannel } from '@/lib/contract/notifications';
import { heldAnswer, refused, show, standIn, toasts } from '../support';
import { aChannel, aMessage } from './support';

const hook = aChannel('Hook', { kind: 'webhook', host: 'hooks.example' });
const ops = aChannel('Ops', { kind: 'email', recipients: ['ann@desk.example', 'bo@desk.example'] });

type Answers = Parameters<typeof standIn>[0];
type Action = Parameters<typeof ChannelDialogs>[0]['action'];

function open(
  action: Action,
  channel: NotificationChannel | null,
  answers: Answers = {},
  canManage = true,
) {
  const calls = standIn(answers);
  const onClose = vi.fn();
  const { user } = show(<ChannelDialogs {...{ action, channel, canManage, onClose }} />);
  return {
    ...{ ...calls, user, onClose },
    fill: async (label: RegExp, text: string) => {
      const field = screen.getByLabelText(label);
      await user.clear(field);
      await user.click(field);
      await user.paste(text);
    },
    press: (name: string) => user.click(screen.getByRole('button', { name })),
    kind: (name: string) => user.click(screen.getByRole('radio', { name })),
  };
}

const POST = 'POST /api/notification-channels';

it('asks for what each kind of channel needs', async () => {
  const { kind } = open('edit', null);
  expect(screen.getByLabelText(/^Recipients/)).toBeTruthy();
  await kind('Slack');
  expect(screen.queryByLabelText(/^Recipients/)).toBeNull();
  expect(screen.getByLabelText(/^Address/)).toBeTruthy();
  expect(screen.getByText(/^Of an incoming webhook: https:\/\/hooks\.slack\.com/)).toBeTruthy();
  await kind('Teams');
  expect(screen.getByText(/“Send webhook alerts to a channel” in Teams/)).toBeTruthy();
  await kind('Webhook');
  expect(screen.getByText(/posted there as JSON, signed with a secret/)).toBeTruthy();
  expect(screen.getByText(/It’s kept encrypted and not shown again\.$/)).toBeTruthy();
});

it('adds a chat with its name and address, without spaces around it', async () => {
  const { kind, fill, press, sent, onClose } = open('edit', null, {
    [POST]: () => Response.json(aChannel('Chat'), { status: 201 }),
  });
  await kind('Teams');
  await fill(/^Name/, 'Chat');
  await fill(/^Address/, ' https://prod.example/workflows/1 ');
  await press('Add channel');
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(toasts()).toEqual(['Added Chat']);
  expect(sent).toEqual([
    [POST, { kind: 'teams', name: 'Chat', url: 'https://prod.example/workflows/1' }],
  ]);
});

it('puts the cursor where something is missing, and sends nothing', async () => {
  const { kind, fill, press, sent } = open('edit', null);
  await kind('Webhook');
  await press('Add channel');
  expect(screen.getByText('Enter a name.')).toBeTruthy();
  expect(screen.getByText('Enter an address.')).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByLabelText(/^Name/));
  await fill(/^Name/, 'Hook');
  await press('Add channel');
  expect(screen.queryByText('Enter a name.')).toBeNull();
  expect(document.activeElement).toBe(screen.getByLabelText(/^Address/));
  expect(sent).toEqual([]);
});

it('asks for an email address where a list of recipients is emptied', async () => {
  const { fill, press, sent } = open('edit', ops);
  expect(screen.getByLabelText(/^Recipients/)).toHaveProperty(
    ...(['value', 'ann@desk.example\nbo@desk.example'] as const),
  );
  await fill(/^Recipients/, ' ;\n, ');
  await press('Save');
  expect(screen.getByText('Enter an email address.')).toBeTruthy();
  expect(sent).toEqual([]);
});

it('changes the recipients of a channel, however they are separated', async () => {
  const PATCH = 'PATCH /api/notification-channels/nch_ops';
  const { fill, press, sent, onClose } = open('edit', ops, { [PATCH]: () => Response.json(ops) });
  expect(screen.queryByRole('radio', { name: 'Slack' })).toBeNull();
  await fill(/^Recipients/, 'ann@desk.example; cy@desk.example,\ndi@desk.example');
  await press('Save');
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  const recipients = ['ann@desk.example', 'cy@desk.example', 'di@desk.example'];
  expect(sent).toEqual([[PATCH, { name: 'Ops', recipients }]]);
  expect(toasts()).toEqual(['Saved Ops']);
});

it('shows the new secret of a webhook whose address is entered again', async () => {
  const PATCH = 'PATCH /api/notification-channels/nch_hook';
  const { fill, press, sent, onClose } = open('edit', hook, {
    [PATCH]: () => Response.json({ ...hook, secret: 'whsec_bmV3' }),
  });
  expect(screen.getByText(/Leave it empty to keep the one that is stored/)).toBeTruthy();
  await fill(/^Address/, 'https://hooks.example/new');
  await press('Save');
  const shown = await screen.findByRole('dialog', { name: 'Secret of Hook' });
  expect(within(shown).getByText('whsec_bmV3')).toBeTruthy();
  expect(onClose).not.toHaveBeenCalled();
  await press('Done');
  expect(onClose).toHaveBeenCalledTimes(1);
  expect(sent).toEqual([[PATCH, { name: 'Hook', url: 'https://hooks.example/new' }]]);
});

it('needs an address again for a channel whose stored one can’t be read', async () => {
  const { press, sent } = open('edit', { ...hook, hasSecret: false });
  await press('Save');
  expect(screen.getByText('Enter an address.')).toBeTruthy();
  expect(sent).toEqual([]);
});

it.each([
  [409, 'limit_reached', 'Couldn’t save the channel'],
  [503, 'outcome_unknown', 'Outcome unknown: the channel may have been saved'],
])(
  'says what is known if saving fails with %i, and keeps what was typed',
  async (status, code, title) => {
    const { fill, press, onClose } = open('edit', null, {
      [POST]: () => refused(status, code, 'It failed there.'),
    });
    await fill(/^Name/, 'Ops');
    await fill(/^Recipients/, 'ann@desk.example');
    await press('Add channel');
    expect((await screen.findByRole('alert')).textContent).toBe(`${title}It failed there.`);
    expect(screen.getByLabelText(/^Name/)).toHaveProperty('value', 'Ops');
    expect(onClose).not.toHaveBeenCalled();
  },
);

it('says what deleting a channel does, and stays open if it is refused', async () => {
  let isRefused = true;
  const DELETE = 'DELETE /api/notification-channels/nch_ops';
  const { press, onClose, sent } = open('delete', ops, {
    [DELETE]: () =>
      isRefused
        ? refused(403, 'forbidden', 'You may not delete channels.')
        : new Response(null, { status: 204 }),
  });
  const dialog = screen.getByRole('dialog', { name: 'Delete Ops?' });
  expect(dialog.textContent).toContain('Messages that wait for it aren’t sent.');
  await press('Delete channel');
  expect(await screen.findByText('You may not delete channels.')).toBeTruthy();
  expect(onClose).not.toHaveBeenCalled();
  isRefused = false;
  await press('Delete channel');
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(toasts()).toEqual(['Deleted Ops']);
  expect(sent.map(([call]) => call)).toEqual([DELETE, DELETE]);
});

const LOG = 'GET /api/notification-channels/nch_ops/deliveries';
const RESEND = 'POST /api/notification-channels/nch_ops/deliveries/ntf_1/resend';
const logOf = (...items: object[]) => ({
  [LOG]: () => Response.json({ items, total: items.length }),
});

it('says in a row what was sent, to whom, and why it didn’t arrive', async () => {
  open('messages', ops, {
    ...logOf(
      aMessage('ntf_1', { kind: 'digest', count: 1_200, state: 'delivered', failure: null }),
      aMessage('ntf_2', { kind: 'test', failure: 'timeout' }),
      aMessage('ntf_3', { kind: 'backup_failed', failure: 'answer_lost', recipient: null }),
    ),
  });
  const lines = await screen.findAllByRole('listitem');
  const [digest, test, backup] = lines.map(({ textContent }) => textContent);
  expect(digest).toMatch(/^Daily summary · 1,200 events.* · ann@desk\.exampleSent/);
  expect(test).toMatch(/^Test.* · The mail server didn’t answer in time\.Failed$/);
  expect(backup).toMatch(/^Backup failed.* · It was handed over, but the answer got lost: /);
});

it('sends a message again once, and says that it is on its way', async () => {
  const { answer, release } = heldAnswer();
  const { user, sent } = open('messages', ops, { ...logOf(aMessage('ntf_1')), [RESEND]: answer });
  const button = await screen.findByRole('button', { name: 'Send again: Seats over their limit' });
  await user.click(button);
  await user.click(button);
  release(Response.json({ id: 'ntf_1' }, { status: 202 }));
  await waitFor(() => expect(toasts()).toEqual(['It will be sent in a moment']));
  expect(sent).toEqual([[RESEND, undefined]]);
});

it.each([
  [409, 'already_sent', 'Nothing was changed: It has arrived meanwhile.'],
  [
    ...([503, 'outcome_unknown'] as const),
    'Outcome unknown: the change may have been saved: It has arrived meanwhile.',
  ],
])('says why a message isn’t sent again: %i', async (status, code, words) => {
  const { user } = open('messages', ops, {
    ...logOf(aMessage('ntf_1')),
    [RESEND]: () => refused(status, code, 'It has arrived meanwhile.'),
  });
  await user.click(await screen.findByRole('button', { name: /^Send again/ }));
  await waitFor(() => expect(toasts()).toEqual([words]));
});

it.each<[string, NotificationChannel, boolean]>([
  ['the channel is disabled', { ...ops, isDisabled: true }, true],
  ['the recipient was removed', { ...ops, recipients: ['bo@desk.example'] }, true],
  ['the reader may only look', ops, false],
])('offers nothing to send again: %s', async (_, channel, canManage) => {
  open('messages', channel, logOf(aMessage('ntf_1')), canManage);
  expect(await screen.findByText(/^Seats over their limit/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /^Send/ })).toBeNull();
});

it('sends what goes to people themselves again to whoever it was for', async () => {
  const team = aChannel('Ops', { kind: 'email', isTeam: true, recipients: [] });
  open('messages', team, logOf(aMessage('ntf_1', { recipient: 'cy@desk.example' })));
  expect(await screen.findByRole('button', { name: /^Send again/ })).toBeTruthy();
});

it('shows older messages on the next page, and says if there are none at all', async () => {
  const pages: string[] = [];
  const { press } = open('messages', ops, {
    [LOG]: (_, search) => {
      pages.push(search);
      const first = new URLSearchParams(search).get('page') === '1';
      const items = [aMessage(first ? 'ntf_1' : 'ntf_2', first ? {} : { kind: 'test' })];
      return Response.json({ items, total: 21 });
    },
  });
  expect(await screen.findByText('Seats over their limit')).toBeTruthy();
  await press('Next page');
  expect(await screen.findByText('Test')).toBeTruthy();
  expect(pages).toEqual(['?page=1&pageSize=20', '?page=2&pageSize=20']);
});

it('says that nothing was sent yet, or why the messages couldn’t be loaded', async () => {
  let isDown = true;
  const { press } = open('messages', ops, {
    [LOG]: () =>
      isDown ? refused(404, 'not_found', 'No channel.') : Response.json({ items: [], total: 0 }),
  });
  expect(await screen.findByText('Couldn’t load the messages')).toBeTruthy();
  isDown = false;
  await press('Try again');
  expect(await screen.findByText('No messages yet')).toBeTruthy();
});
