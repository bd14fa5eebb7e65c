import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { OwnNotificationsPanel } from '@/components/notifications/own-panel';
import { heldAnswer, refused, show, standIn, toasts } from '../support';

const GET = 'GET /api/profile/notifications';
const PUT = 'PUT /api/profile/notifications';
const own = {
  items: [
    { event: 'seats_over', isEnabled: true },
    { event: 'device_offline', isEnabled: false },
  ],
  unavailable: null,
};

type Answers = Parameters<typeof standIn>[0];

function open(answers: Answers = {}) {
  const calls = standIn({ [GET]: () => Response.json(own), ...answers });
  const { user, container } = show(<OwnNotificationsPanel />);
  return {
    ...{ ...calls, user, container },
    tick: async (name: string) => user.click(await screen.findByRole('checkbox', { name })),
    save: () => user.click(screen.getByRole('button', { name: 'Save notifications' })),
  };
}

it('says why the choice couldn’t be loaded, and loads it on another try', async () => {
  let isDown = true;
  const { user } = open({
    [GET]: () =>
      isDown ? refused(403, 'forbidden', 'Your session is limited.') : Response.json(own),
  });
  const fault = await screen.findByRole('alert');
  expect(fault.textContent).toContain('Couldn’t load your notifications');
  expect(fault.textContent).toContain('Your session is limited.');
  expect(fault.textContent).toContain('Request ID req-7');
  isDown = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('checkbox', { name: 'Device offline' })).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});

it.each([
  [422, 'invalid_request', 'Couldn’t save your notifications'],
  [503, 'outcome_unknown', 'Outcome unknown: your notifications may have been saved'],
])(
  'keeps the choice if saving fails with %i, and says what is known',
  async (status, code, title) => {
    const { tick, save } = open({ [PUT]: () => refused(status, code, 'It failed here.') });
    await tick('Device offline');
    await save();
    expect((await screen.findByRole('alert')).textContent).toBe(`${title}It failed here.`);
    expect(screen.getByRole('checkbox', { name: 'Device offline' })).toHaveProperty(
      'checked',
      true,
    );
    expect(toasts()).toEqual([]);
  },
);

it('saves on the second try, and the fault is gone', async () => {
  let isDown = true;
  const { tick, save, sent } = open({
    [PUT]: () => (isDown ? refused(422, 'invalid_request', 'Not now.') : Response.json(own)),
  });
  await tick('Seats over their limit');
  await save();
  await screen.findByRole('alert');
  isDown = false;
  await save();
  await waitFor(() => expect(toasts()).toEqual(['Notifications saved']));
  expect(screen.queryByRole('alert')).toBeNull();
  expect(sent).toEqual([
    [PUT, { events: [] }],
    [PUT, { events: [] }],
  ]);
});

it('saves once, however often the button is pressed meanwhile', async () => {
  const { answer, release } = heldAnswer();
  const { tick, save, sent } = open({ [PUT]: answer });
  await tick('Device offline');
  await save();
  await save();
  release(Response.json(own));
  await waitFor(() => expect(toasts()).toEqual(['Notifications saved']));
  expect(sent).toEqual([[PUT, { events: ['seats_over', 'device_offline'] }]]);
});

it('isn’t there for someone who has nothing to choose from', async () => {
  const { container, read } = open({ [GET]: () => Response.json({ ...own, items: [] }) });
  await waitFor(() => expect(read).toHaveLength(1));
  await waitFor(() => expect(container.textContent).toBe(''));
});

it('can be set while an admin has turned the emails off, and says that nothing comes', async () => {
  open({ [GET]: () => Response.json({ ...own, unavailable: 'disabled' }) });
  expect(
    await screen.findByText('An admin has turned these emails off, so nothing comes.'),
  ).toBeTruthy();
  expect(screen.getByRole('checkbox', { name: 'Device offline' })).toHaveProperty(
    'disabled',
    false,
  );
});
