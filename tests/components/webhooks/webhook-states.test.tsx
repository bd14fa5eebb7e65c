import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeliveriesDialog } from '@/components/webhooks/deliveries-dialog';
import { EventChoice } from '@/components/webhooks/event-choice';
import { WebhooksPanel } from '@/components/webhooks/webhooks-panel';
import { Toaster } from '@/components/ui/toaster';
import type { Delivery, Webhook } from '@/lib/contract/webhooks';
import { aProblem, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';

beforeAll(() =>
  Promise.all([
    import('@/components/ui/menu-content'),
    import('@/components/webhooks/webhook-dialogs'),
  ]),
);
beforeEach(() => {
  Element.prototype.scrollIntoView = vi.fn();
  Element.prototype.hasPointerCapture = () => false;
});

const aWebhook = (more: Partial<Webhook> = {}): Webhook => ({
  ...{ id: 'whk/1', name: 'Tickets', url: 'https://tickets.example/hook', events: ['*'] },
  ...{ isDisabled: false, disabledAt: null, disabledFor: null, failingSince: null, waiting: 0 },
  ...{ previousSecretEndsAt: null, createdAt: '2026-11-01T10:00:00.000Z' },
  ...more,
});

function show(webhook: Webhook, answer: (call: ApiCall) => unknown = () => undefined) {
  const calls = stubApi((call) => {
    const said = answer(call);
    if (said !== undefined) return said;
    return call.method === 'GET' ? { items: [webhook] } : webhook;
  });
  renderAt(
    '',
    <>
      <WebhooksPanel />
      <Toaster />
    </>,
  );
  return { writes: () => calls.filter(({ method }) => method !== 'GET') };
}

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

async function choose(entry: string) {
  await press('Actions for Tickets');
  await userEvent.click(await screen.findByRole('menuitem', { name: entry }));
}

describe('the state of a webhook', () => {
  it.each([
    [{}, 'Enabled'],
    [{ failingSince: '2026-11-01T10:00:00.000Z' }, 'Failing'],
    [{ failingSince: '2026-11-01T10:00:00.000Z', waiting: 1 }, 'Failing, 1 waiting'],
    [{ isDisabled: true, disabledFor: 'person' as const }, 'Disabled'],
    [{ isDisabled: true, disabledFor: 'failing' as const }, 'Disabled after failures'],
  ])('%j is “%s”', async (more, words) => {
    show(aWebhook(more));
    expect(await screen.findByText(words)).toBeTruthy();
  });

  it('says until when the previous secret still signs', async () => {
    show(aWebhook({ previousSecretEndsAt: '2026-11-02T10:00:00.000Z' }));
    expect(
      await screen.findByText(/also signed with the previous one until 2 Nov 2026, \d\d:00\.$/),
    ).toBeTruthy();
  });

  it('says what happens to events while it is disabled by a person', async () => {
    show(
      aWebhook({
        isDisabled: true,
        disabledFor: 'person',
        failingSince: '2026-11-01T10:00:00.000Z',
      }),
    );
    expect(await screen.findByText('Events aren’t sent, also not later.')).toBeTruthy();
    expect(screen.queryByText(/^Nothing has arrived since/)).toBeNull();
  });

  it('counts the kinds of its events', async () => {
    show(aWebhook({ events: ['user.added', 'user.listed'] }));
    expect(await screen.findByText(/2 kinds of events/)).toBeTruthy();
  });
});

describe('changing a webhook', () => {
  it('disables it, and enables it again', async () => {
    const { writes } = show(aWebhook());
    await choose('Disable');
    await waitFor(() => expect(writes()).toHaveLength(1));
    expect(writes()[0]).toMatchObject({
      ...{ method: 'PATCH', path: '/api/webhooks/whk%2F1', body: { isDisabled: true } },
    });
  });

  it('says that nothing was changed where it is refused', async () => {
    show(aWebhook(), ({ method }) =>
      method === 'PATCH' ? aProblem(422, 'invalid_request') : undefined,
    );
    await choose('Disable');
    expect(await screen.findByText('Nothing was changed')).toBeTruthy();
    expect(screen.getByText('What happened.')).toBeTruthy();
  });

  it('keeps the question open where replacing its secret fails', async () => {
    show(aWebhook(), ({ method }) =>
      method === 'PATCH' ? aProblem(503, 'unavailable') : undefined,
    );
    await choose('Replace secret');
    const dialog = await screen.findByRole('dialog', { name: 'Replace the secret of Tickets?' });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Replace secret' }));
    expect(await within(dialog).findByText('What happened.')).toBeTruthy();
  });

  it('shows a reason that is no field’s above the buttons', async () => {
    show(aWebhook(), ({ method }) =>
      method === 'PATCH' ? aProblem(409, 'conflict', { detail: 'It was deleted.' }) : undefined,
    );
    await choose('Edit');
    const dialog = await screen.findByRole('dialog', { name: 'Edit Tickets' });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByText('Couldn’t save the webhook')).toBeTruthy();
    expect(within(dialog).getByText('It was deleted.')).toBeTruthy();
  });

  it('sends one test, and says that it arrived', async () => {
    const { writes } = show(aWebhook(), ({ path }) =>
      path.endsWith('/test')
        ? { ok: true, deliveryId: 'msg_1', status: 204, failure: null, tookMs: 12 }
        : undefined,
    );
    await press('Send a test to Tickets');
    expect(await screen.findByText('Arrived in 12 ms')).toBeTruthy();
    expect(screen.getByText('The receiver answered 204.')).toBeTruthy();
    expect(writes()).toHaveLength(1);
  });
});

it('webhooks that can’t be loaded are replaced by the reason', async () => {
  stubApi(() => aProblem(503, 'unavailable'));
  renderAt('', <WebhooksPanel />);
  expect(await screen.findByText('Couldn’t load the webhooks')).toBeTruthy();
  expect(screen.queryByText('No webhooks')).toBeNull();
});

describe('deliveries', () => {
  const aDelivery = (id: string, more: Partial<Delivery> = {}): Delivery => ({
    ...{ id, action: 'user.added', eventId: 'evt_1', state: 'delivered', attempts: 1 },
    ...{ status: 200, tookMs: 12, failure: null, createdAt: '2026-11-01T10:00:00.000Z' },
    ...{ triedAt: '2026-11-01T10:00:00.000Z', nextAt: null },
    ...more,
  });

  function showDeliveries(
    items: Delivery[],
    webhook = aWebhook(),
    answer?: (call: ApiCall) => unknown,
  ) {
    const calls = stubApi((call) => answer?.(call) ?? { items, total: items.length });
    renderAt(
      '',
      <>
        <DeliveriesDialog webhook={webhook} onClose={() => undefined} />
        <Toaster />
      </>,
    );
    return calls;
  }

  it.each([
    [{}, '1 attempt, 200 in 12 ms.'],
    [{ attempts: 3 }, '3 attempts, 200 in 12 ms.'],
    [{ state: 'pending' as const, attempts: 0, status: null }, 'Not tried yet.'],
  ])('%j says “%s”', async (more, words) => {
    showDeliveries([aDelivery('msg_1', more)]);
    const line = (await screen.findByText('Added the user')).closest('li');
    expect(line?.textContent).toContain(words);
  });

  it('that are tests can’t be sent again', async () => {
    showDeliveries([aDelivery('msg_1', { eventId: null })]);
    expect(await screen.findByText('Test')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Send again/ })).toBeNull();
  });

  it('of a disabled webhook aren’t sent again either', async () => {
    showDeliveries([aDelivery('msg_1')], aWebhook({ isDisabled: true, disabledFor: 'person' }));
    expect(await screen.findByText('Added the user')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Send again/ })).toBeNull();
  });

  it('say that there are none yet, or none of these', async () => {
    showDeliveries([]);
    expect(await screen.findByText('No deliveries yet')).toBeTruthy();
    await userEvent.click(screen.getByRole('radio', { name: 'Arrived' }));
    expect(await screen.findByText('None of these')).toBeTruthy();
  });

  it('say why one can’t be sent again', async () => {
    showDeliveries([aDelivery('msg_1', { state: 'failed' })], aWebhook(), ({ method }) =>
      method === 'POST' ? aProblem(409, 'webhook_disabled') : undefined,
    );
    await press('Send again: Added the user');
    expect(await screen.findByText('Nothing was changed')).toBeTruthy();
  });
});

describe('which events are sent', () => {
  const choice = (events: readonly string[], error?: string) => {
    const onChange = vi.fn();
    renderAt('', <EventChoice id="events" events={events} error={error} onChange={onChange} />);
    return onChange;
  };

  it('are found by a part of their name, and taken away again', async () => {
    const onChange = choice(['user.added']);
    expect(screen.getByRole('status').textContent).toBe('1 event chosen');
    await userEvent.click(screen.getByLabelText('Search events'));
    await userEvent.paste('added the user');
    await userEvent.click(screen.getByLabelText('Added the user'));
    expect(onChange).toHaveBeenCalledWith([]);
  });

  it('say that no event is named like this', async () => {
    choice([], 'Choose at least one event.');
    await userEvent.click(screen.getByLabelText('Search events'));
    await userEvent.paste('zzz');
    expect(screen.getByText('No event is named like this.')).toBeTruthy();
    expect(screen.getByText('None chosen')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toBe('Choose at least one event.');
  });

  it('are all of them again with one click', async () => {
    const onChange = choice(['user.added']);
    await userEvent.click(screen.getByLabelText('All'));
    expect(onChange).toHaveBeenCalledWith(['*']);
  });
});
