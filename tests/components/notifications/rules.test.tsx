import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { RulesPanels } from '@/components/notifications/rules-form';
import { rulesQuery } from '@/components/notifications/queries';
import { unsavedStore } from '@/components/ui/unsaved';
import type { NotificationRule, NotificationRules } from '@/lib/contract/notifications';
import { newClient, refused, show, standIn, toasts } from '../support';
import { aChannel } from './support';

const chat = aChannel('Chat', { kind: 'slack' });
const ops = aChannel('Ops', { kind: 'email', isDisabled: true });
const people = aChannel('People', { kind: 'email', isTeam: true });

const saved: NotificationRules = {
  items: [
    { event: 'seats_over', isEnabled: true, channelIds: ['nch_chat'] },
    { event: 'device_offline', isEnabled: true, channelIds: ['nch_chat'], hours: 24 },
    { event: 'backup_failed', isEnabled: false, channelIds: ['nch_chat'] },
  ],
  ...{ quietHours: null, timeZone: 'Europe/Berlin', groupMinutes: 5 },
};
const [over, ...others] = saved.items as [NotificationRule, ...NotificationRule[]];
const daily = { ...saved, items: [{ ...over, dailyAt: '08:00' }, ...others] };
const readDaily = { 'GET /api/notification-rules': () => Response.json(daily) };

const PUT = 'PUT /api/notification-rules';
type Answers = Parameters<typeof standIn>[0];

async function open(answers: Answers = {}, canManage = true) {
  const calls = standIn({
    'GET /api/notification-rules': () => Response.json(saved),
    'GET /api/notification-channels': () => Response.json({ items: [chat, ops, people] }),
    [PUT]: (body) => Response.json(body),
    ...answers,
  });
  const client = newClient();
  const { user } = show(<RulesPanels canManage={canManage} />, { client });
  await screen.findByRole('group', { name: 'Device offline' });
  return { ...calls, user, client, save: () => screen.getByRole('button', { name: 'Save rules' }) };
}

const set = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const boxesOf = (event: string) =>
  within(screen.getByRole('group', { name: event })).getAllByRole<HTMLInputElement>('checkbox');

it('offers the channels for each event, marks those that are disabled, and leaves people to choose theirs', async () => {
  await open();
  const labels = boxesOf('Seats over their limit').map((one) => one.closest('label')?.textContent);
  expect(labels).toEqual(['Chat', 'Ops (disabled)']);
  expect(boxesOf('Seats over their limit').map(({ checked }) => checked)).toEqual([true, false]);
  expect(boxesOf('Backup failed').map(({ checked }) => checked)).toEqual([false, false]);
});

it('shows when each event is sent, only where it is sent at all', async () => {
  await open(readDaily);
  expect(screen.getByLabelText('When to send: Seats over their limit')).toHaveProperty(
    ...(['value', 'daily'] as const),
  );
  expect(screen.getByLabelText('Time of day: Seats over their limit')).toHaveProperty(
    ...(['value', '08:00'] as const),
  );
  expect(screen.getByLabelText('When to send: Device offline')).toHaveProperty('value', 'at_once');
  expect(screen.queryByLabelText('Time of day: Device offline')).toBeNull();
  expect(screen.queryByLabelText('When to send: Backup failed')).toBeNull();
});

it('sends the report on Mondays at a time that is chosen, in a time zone', async () => {
  const items = [...saved.items, { event: 'weekly_report', isEnabled: false, channelIds: [] }];
  const { user, sent, save } = await open({
    'GET /api/notification-rules': () => Response.json({ ...saved, items }),
  });
  const [box] = boxesOf('Monday’s report');
  if (box) await user.click(box);
  expect(screen.getByText('On Mondays at')).toBeTruthy();
  expect(screen.queryByLabelText('When to send: Monday’s report')).toBeNull();
  expect(screen.getByText('For quiet hours and what is sent once a day.')).toBeTruthy();
  set('Time of day: Monday’s report', '07:15');
  await user.click(save());
  await waitFor(() => expect(toasts()).toEqual(['Notification rules saved']));
  expect((sent[0]?.[1] as { items: unknown[] }).items.at(-1)).toEqual({
    ...{ event: 'weekly_report', isEnabled: true, channelIds: ['nch_chat'], dailyAt: '07:15' },
  });
});

it('moves an event from once a day to at once, and the time zone is no longer asked for', async () => {
  const { user, save, sent } = await open(readDaily);
  expect(screen.getByLabelText('Time zone')).toHaveProperty('value', 'Europe/Berlin');
  expect(screen.getByText('For quiet hours and what is sent once a day.')).toBeTruthy();
  set('When to send: Seats over their limit', 'at_once');
  expect(screen.queryByLabelText('Time zone')).toBeNull();
  await user.click(save());
  await waitFor(() => expect(toasts()).toEqual(['Notification rules saved']));
  expect(sent[0]?.[1]).toMatchObject({
    items: [{ event: 'seats_over', isEnabled: true, channelIds: ['nch_chat'] }, {}, {}],
  });
  expect(JSON.stringify(sent[0]?.[1])).not.toContain('dailyAt');
});

it('sends an event once a day at the time that is chosen, beside others at once', async () => {
  const { user, save, sent } = await open(readDaily);
  set('When to send: Device offline', 'daily');
  expect(screen.getByLabelText('Time of day: Device offline')).toHaveProperty('value', '08:00');
  set('Time of day: Device offline', '16:45');
  await user.click(save());
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toEqual([
    PUT,
    {
      items: [
        { event: 'seats_over', isEnabled: true, channelIds: ['nch_chat'], dailyAt: '08:00' },
        {
          ...{ event: 'device_offline', isEnabled: true, channelIds: ['nch_chat'], hours: 24 },
          dailyAt: '16:45',
        },
        { event: 'backup_failed', isEnabled: false, channelIds: ['nch_chat'] },
      ],
      ...{ quietHours: null, timeZone: 'Europe/Berlin', groupMinutes: 5 },
    },
  ]);
});

it('turns on an event that was off with the one channel that was ticked', async () => {
  const { user, save, sent } = await open();
  const [, backupToOps] = boxesOf('Backup failed');
  await user.click(backupToOps as HTMLElement);
  await user.click(save());
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.[1]).toMatchObject({
    items: [{}, {}, { event: 'backup_failed', isEnabled: true, channelIds: ['nch_ops'] }],
  });
});

it('has quiet hours from ten to seven once they are ticked, in the time zone of the rest', async () => {
  const { user, save, sent } = await open();
  await user.click(screen.getByRole('checkbox', { name: /^Quiet hours/ }));
  expect(screen.getByLabelText('From')).toHaveProperty('value', '22:00');
  expect(screen.getByLabelText('To')).toHaveProperty('value', '07:00');
  set('Time zone', 'UTC');
  set('Minutes between messages of a kind', '30');
  await user.click(save());
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.[1]).toMatchObject({
    quietHours: { from: '22:00', to: '07:00', timeZone: 'UTC' },
    ...{ timeZone: 'UTC', groupMinutes: 30 },
  });
});

it('has a save bar while something differs, and takes everything back with Discard', async () => {
  const { user, sent } = await open();
  expect(screen.queryByText('Unsaved changes')).toBeNull();
  set('Hours offline', '3');
  await user.click(boxesOf('Seats over their limit')[1] as HTMLElement);
  expect(screen.getByText('Unsaved changes')).toBeTruthy();
  expect(unsavedStore.hasChanges()).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Discard' }));
  expect(screen.getByLabelText('Hours offline')).toHaveProperty('value', '24');
  expect(boxesOf('Seats over their limit').map(({ checked }) => checked)).toEqual([true, false]);
  expect(screen.queryByText('Unsaved changes')).toBeNull();
  expect(unsavedStore.hasChanges()).toBe(false);
  expect(sent).toEqual([]);
});

it('needs no saving once the old value is typed again', async () => {
  await open();
  set('Hours offline', '3');
  expect(screen.getByText('Unsaved changes')).toBeTruthy();
  set('Hours offline', '24');
  expect(screen.queryByText('Unsaved changes')).toBeNull();
});

it('shows what a colleague saves meanwhile, rather than as a change of one’s own', async () => {
  const { client } = await open();
  client.setQueryData(rulesQuery().queryKey, { ...saved, groupMinutes: 60 });
  const minutes = screen.getByLabelText('Minutes between messages of a kind');
  await waitFor(() => expect(minutes).toHaveProperty('value', '60'));
  expect(screen.queryByText('Unsaved changes')).toBeNull();
});

it.each([
  [422, 'invalid_request', 'Couldn’t save the rules'],
  [503, 'outcome_unknown', 'Outcome unknown: the rules may have been saved'],
])(
  'keeps what was typed if saving fails with %i, and says what is known',
  async (status, code, title) => {
    const { user, save } = await open({ [PUT]: () => refused(status, code, 'It failed here.') });
    set('Hours offline', '3');
    await user.click(save());
    expect(await screen.findByText(title)).toBeTruthy();
    expect(screen.getByText('It failed here.')).toBeTruthy();
    expect(screen.getByLabelText('Hours offline')).toHaveProperty('value', '3');
    await user.click(screen.getByRole('button', { name: 'Discard' }));
    expect(screen.queryByText(title)).toBeNull();
  },
);

it('asks for a channel first where there is none but people’s own', async () => {
  standIn({
    'GET /api/notification-rules': () => Response.json(saved),
    'GET /api/notification-channels': () => Response.json({ items: [people] }),
  });
  show(<RulesPanels canManage />);
  expect(await screen.findByText('Add a channel, and then choose what it’s told of.')).toBeTruthy();
});

it('says why the rules couldn’t be loaded, and loads them on another try', async () => {
  let isDown = true;
  standIn({
    'GET /api/notification-rules': () =>
      isDown ? refused(403, 'forbidden', 'You may not see the rules.') : Response.json(saved),
    'GET /api/notification-channels': () => Response.json({ items: [chat] }),
  });
  const { user } = show(<RulesPanels canManage />);
  expect(await screen.findByText('Couldn’t load the rules')).toBeTruthy();
  expect(screen.getByText('You may not see the rules.')).toBeTruthy();
  isDown = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('group', { name: 'Backup failed' })).toBeTruthy();
});

it('is there to read for someone who may not change it', async () => {
  await open({}, false);
  const fields = [
    ...screen.getAllByRole<HTMLInputElement>('checkbox'),
    ...screen.getAllByRole<HTMLInputElement>('combobox'),
    ...screen.getAllByRole<HTMLInputElement>('spinbutton'),
  ];
  expect(fields.filter(({ disabled }) => !disabled)).toEqual([]);
  expect(screen.queryByRole('button', { name: 'Save rules' })).toBeNull();
});
