import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { OwnNotificationsPanel } from '@/components/notifications/own-panel';
import type { OwnNotifications } from '@/lib/contract/notifications';

const own: OwnNotifications = {
  items: [
    { event: 'seats_over', isEnabled: true },
    { event: 'device_offline', isEnabled: false },
  ],
  unavailable: null,
};

function show(given: OwnNotifications = own) {
  const calls: [string, unknown][] = [];
  vi.stubGlobal('fetch', async (path: string, { method = 'GET', body }: RequestInit = {}) => {
    if (method !== 'GET') calls.push([`${method} ${path}`, JSON.parse(body as string)]);
    return Response.json(given);
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <OwnNotificationsPanel />
    </QueryClientProvider>,
  );
  return calls;
}

it('saves what the person is told of', async () => {
  const calls = show();
  const over = await screen.findByLabelText<HTMLInputElement>('Seats over their limit');
  expect(over.checked).toBe(true);
  await userEvent.click(over);
  await userEvent.click(screen.getByLabelText('Device offline'));
  await userEvent.click(screen.getByRole('button', { name: 'Save notifications' }));
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  expect(calls[0]).toEqual(['PUT /api/profile/notifications', { events: ['device_offline'] }]);
});

it('says why nothing comes', async () => {
  show({ ...own, unavailable: 'not_set_up' });
  expect(await screen.findByText(/sends no email yet/)).toBeTruthy();
});
