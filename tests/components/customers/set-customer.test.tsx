import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CustomerSection } from '@/components/customers/customer-section';
import { SetCustomerDialog } from '@/components/customers/set-customer-dialog';
import type { Assignable } from '@/components/customers/queries';
import { renderAt, stubApi } from '@/tests/components/users/support';
import { refused, show as showDialog, standIn } from '../support';
import { aCustomer, aCustomersPage, manager } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const two: Assignable = {
  ...{ kind: 'users', count: 2 },
  body: {
    users: [
      { accountId: 'rpc_1', username: 'ann@acme.example' },
      { accountId: 'rpc_1', username: 'bob@acme.example' },
    ],
  },
};
const offered = aCustomersPage([aCustomer('Acme', { domains: ['acme.example'] })]);

function ask(result = { changed: 2, unchanged: 0, notListed: [] as string[], notListedCount: 0 }) {
  const onClose = vi.fn();
  const calls = stubApi(({ method }) => (method === 'PUT' ? result : offered));
  renderAt('', <SetCustomerDialog assignable={two} onClose={onClose} />);
  return { calls, onClose };
}

const pick = async (name: RegExp) => {
  await userEvent.click(await screen.findByRole('radio', { name }));
  await userEvent.click(screen.getByRole('button', { name: 'Set customer' }));
};

describe('the dialog that sets a customer', () => {
  it.each([
    [/^Acme/, { customerId: 'cus_acme' }],
    [/^By rule or email domain/, { byDomain: true }],
    [/^No customer/, { customerId: null }],
  ])('sends what was chosen: %s', async (name, to) => {
    const { calls, onClose } = ask();
    await pick(name);
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls.find(({ method }) => method === 'PUT')).toMatchObject({
      path: '/api/users/customer',
      body: { ...two.body, ...to },
    });
  });

  it('sends nothing while nothing is chosen', async () => {
    const { calls } = ask();
    await screen.findByRole('radio', { name: /^Acme/ });
    await userEvent.click(screen.getByRole('button', { name: 'Set customer' }));
    expect(await screen.findByText('Select a customer.')).toBeTruthy();
    expect(calls.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('stays to say who was left out', async () => {
    const { onClose } = ask({
      ...{ changed: 1, unchanged: 0, notListed: ['bob@acme.example'], notListedCount: 1 },
    });
    await pick(/^Acme/);
    expect(await screen.findByText('Customer of 1 user set. 1 user left out')).toBeTruthy();
    expect(screen.getByText('bob@acme.example')).toBeTruthy();
    expect(onClose).not.toHaveBeenCalled();
  });

  const PUT = 'PUT /api/users/customer';

  it.each<[string, () => Response | Promise<Response>, string]>([
    [
      'it was refused',
      () => refused(422, 'invalid_request', 'Acme has been deleted.'),
      'Nothing was changedAcme has been deleted.Request ID req-7',
    ],
    [
      'the answer is lost',
      () => refused(503, 'outcome_unknown', 'The connection broke.'),
      'Outcome unknown: the customer may have been setThe connection broke.Request ID req-7',
    ],
  ])('says what is known of the change, and keeps the choice: %s', async (_, answer, words) => {
    standIn({ 'GET /api/customers': () => Response.json(offered), [PUT]: answer });
    const onClose = vi.fn();
    showDialog(<SetCustomerDialog name="ann@acme.example" assignable={two} onClose={onClose} />);
    await pick(/^Acme/);
    expect((await screen.findByRole('alert')).textContent).toBe(words);
    expect(screen.getByRole('radio', { name: /^Acme/ })).toHaveProperty('checked', true);
    expect(onClose).not.toHaveBeenCalled();
  });

  it('names whose customer it is: one by name, several by their number', async () => {
    standIn({ 'GET /api/customers': () => Response.json(offered) });
    const { rerender } = showDialog(
      <SetCustomerDialog name="ann@acme.example" assignable={two} onClose={() => undefined} />,
    );
    expect(
      await screen.findByRole('dialog', { name: 'Customer of ann@acme.example' }),
    ).toBeTruthy();
    const devices: Assignable = { kind: 'devices', count: 1_200, body: { devices: [] } };
    rerender(<SetCustomerDialog assignable={devices} onClose={() => undefined} />);
    expect(await screen.findByRole('dialog', { name: 'Customer of 1,200 devices' })).toBeTruthy();
    expect(screen.getByText(/the domain of the owner’s address, if any$/)).toBeTruthy();
  });

  it('says why no customers are offered, and tries again', async () => {
    let isDown = true;
    standIn({
      'GET /api/customers': () =>
        isDown
          ? refused(400, 'invalid_request', 'The list can’t be read.')
          : Response.json(offered),
    });
    const { user } = showDialog(<SetCustomerDialog assignable={two} onClose={() => undefined} />);
    expect(await screen.findByText('The list can’t be read.')).toBeTruthy();
    // What needs no customer can be chosen anyway.
    expect(screen.getByRole('radio', { name: 'No customer' })).toBeTruthy();
    isDown = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('radio', { name: /^Acme/ })).toBeTruthy();
  });

  it('searches on the server as the person types', async () => {
    const { calls } = ask();
    await userEvent.type(await screen.findByLabelText('Find a customer'), 'acm');
    await waitFor(() =>
      expect(calls.map(({ path }) => path)).toContain(
        '/api/customers?sort=name&pageSize=100&search=acm',
      ),
    );
    await waitFor(() => expect(screen.queryByRole('radio', { name: /^No customer/ })).toBeNull());
  });
});

describe('the customer of a user', () => {
  const show = (props: Partial<Parameters<typeof CustomerSection>[0]>) => {
    stubApi(() => offered);
    renderAt(
      '',
      <CustomerSection
        customer={null}
        isByHand={false}
        name="ann@acme.example"
        assignable={two}
        permissions={manager}
        {...props}
      />,
    );
  };

  it.each([
    ['by domain', false],
    ['by hand', true],
  ] as const)('is shown with its source: %s', async (source, isByHand) => {
    show({ customer: { id: 'cus_acme', name: 'Acme', source: 'domain' }, isByHand });
    const section = screen.getByRole('region', { name: 'Customer' });
    expect(section.textContent).toContain(`Acme · ${source}`);
    expect(within(section).getByRole('link').getAttribute('href')).toBe('/customers/cus_acme');
  });

  it.each([
    ['tag', 'VIP', 'Acme · by tag VIP'],
    ['name', 'north', 'Acme · by name that contains “north”'],
    ['name', 'north-*', 'Acme · by name like “north-*”'],
  ] as const)('is shown with the rule: by %s %s', (source, value, text) => {
    show({ customer: { id: 'cus_acme', name: 'Acme', source, value } });
    expect(screen.getByRole('region', { name: 'Customer' }).textContent).toContain(text);
  });

  it('is none if rules of several apply, which are named', () => {
    const several = ['Acme', 'Birch', 'Cedar'].map((name) => ({ id: name, name }));
    show({ several });
    expect(screen.getByRole('region', { name: 'Customer' }).textContent).toContain(
      'None · rules of Acme, Birch and Cedar apply, so set it by hand',
    );
  });

  it('is none by hand, if someone said so', () => {
    show({ isByHand: true });
    expect(screen.getByRole('region', { name: 'Customer' }).textContent).toContain(
      'None · by hand',
    );
  });

  it('isn’t shown to someone who can neither see nor set it', () => {
    show({ permissions: ['users.read'] });
    expect(screen.queryByRole('region')).toBeNull();
  });
});
