import { cleanup, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { InviteMany } from '@/components/invitations/invite-many';
import { aDraft, aPreview, renderPage, stubApi } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('a chosen template sets the seats, so that no one is asked for them', async () => {
  vi.stubGlobal('scrollTo', () => undefined);
  const nothing = { original: { email: '', seats: '' } };
  const found = aDraft(aPreview([['ann@x.example', nothing]]));
  stubApi(({ method }) => (method === 'PUT' ? found : new Response(null, { status: 204 })));
  const user = userEvent.setup();
  renderPage(<InviteMany />);
  await screen.findByRole('option', { name: 'Shops' });
  await user.selectOptions(screen.getByLabelText(/^Template/), 'Shops');
  expect(screen.getByText(/^3 seats for each person whose list has none/)).toBeTruthy();
  fireEvent.change(screen.getByLabelText('Or paste a list'), { target: { value: 'a list' } });
  await user.click(screen.getByRole('button', { name: 'Check the list' }));
  await screen.findByRole('heading', { name: 'Check the list', level: 2 });
  expect(screen.queryByLabelText(/^Seats per person/)).toBeNull();
  expect(screen.getByText('· 3 seats')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  expect(screen.getByLabelText(/^Wait 20 seconds/)).toHaveProperty('checked', false);
});
