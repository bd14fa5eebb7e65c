import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccessSheet } from '@/components/customers/access-sheet';
import { DeleteCustomerDialog, MergeCustomerDialog } from '@/components/customers/customer-dialogs';
import { CustomerFilter } from '@/components/customers/customer-filter';
import { formatPrice } from '@/components/customers/format-price';
import { SuggestionsDialog } from '@/components/customers/suggestions-dialog';
import { Toaster } from '@/components/ui/toaster';
import { aProblem, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';
import { push } from '@/tests/support/navigation';
import { aCustomer, aCustomersPage } from './support';

beforeAll(() => import('@/components/ui/menu-content'));
beforeEach(() => {
  Element.prototype.scrollIntoView = vi.fn();
  Element.prototype.hasPointerCapture = () => false;
});

const acme = aCustomer('Acme');
const brown = aCustomer('Brown', { domains: ['brown.example'] });
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

function show(children: ReactNode, answer: (call: ApiCall) => unknown) {
  const calls = stubApi(answer);
  renderAt(
    '',
    <>
      {children}
      <Toaster />
    </>,
  );
  return { writes: () => calls.filter(({ method }) => method !== 'GET') };
}

describe('merging a customer', () => {
  const open = (answer: (call: ApiCall) => unknown = () => undefined) =>
    show(<MergeCustomerDialog customer={acme} onClose={() => undefined} />, (call) => {
      const said = answer(call);
      if (said !== undefined) return said;
      return call.method === 'GET' ? aCustomersPage([acme, brown]) : brown;
    });

  it('isn’t possible into itself, or into none', async () => {
    const { writes } = open();
    expect(await screen.findByLabelText(/^Brown/)).toBeTruthy();
    expect(screen.queryByLabelText(/^Acme/)).toBeNull();
    await press('Merge');
    expect(screen.getByText('Select a customer.')).toBeTruthy();
    expect(writes()).toEqual([]);
  });

  it('names the one that stays on its button, and says why it failed', async () => {
    const detail = 'Brown was deleted meanwhile.';
    open(({ method }) => (method === 'POST' ? aProblem(404, 'not_found', { detail }) : undefined));
    await userEvent.click(await screen.findByLabelText(/^Brown/));
    await press('Merge into Brown');
    expect(await screen.findByText(detail)).toBeTruthy();
    expect(screen.getByText('Nothing is merged yet')).toBeTruthy();
    expect(push).not.toHaveBeenCalled();
  });

  it('isn’t sent with Enter in the search', async () => {
    const { writes } = open();
    await userEvent.click(await screen.findByLabelText(/^Brown/));
    await userEvent.type(screen.getByLabelText('Find a customer'), '{Enter}');
    expect(writes()).toEqual([]);
  });
});

it('a customer that can’t be deleted stays, with the reason in the question', async () => {
  const detail = 'Someone is importing customers.';
  show(<DeleteCustomerDialog customer={acme} onClose={() => undefined} />, () =>
    aProblem(409, 'conflict', { detail }),
  );
  await press('Delete customer');
  expect(await screen.findByText(detail)).toBeTruthy();
  expect(push).not.toHaveBeenCalled();
});

describe('suggested customers', () => {
  const suggestion = (name: string) => ({
    ...{ name, domain: `${name.toLowerCase()}.example`, users: 1, seats: 2 },
  });

  const open = (items: ReturnType<typeof suggestion>[], total: number, onPost?: () => unknown) => {
    const onClose = vi.fn();
    const shown = show(<SuggestionsDialog onClose={onClose} />, ({ method }) =>
      method === 'GET' ? { items, total } : onPost?.(),
    );
    return { ...shown, onClose };
  };

  it('say how many users each has, and how many more there are', async () => {
    open([suggestion('Acme'), suggestion('Brown')], 1_202);
    const list = await screen.findByRole('list', { name: 'Suggestions' });
    expect(within(list).getAllByRole('listitem')[0]?.textContent).toBe(
      'Acmeacme.example · 1 user · 2 seatsAdd',
    );
    expect(screen.getByText('and 1,200 more with fewer users')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Add all 1,202' })).toBeTruthy();
  });

  it('aren’t added all at once where there is only one', async () => {
    open([suggestion('Acme')], 1);
    expect(await screen.findByRole('button', { name: 'Add Acme' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Add all/ })).toBeNull();
  });

  it('say that there are none', async () => {
    open([], 0);
    expect(await screen.findByText(/^Nothing to suggest:/)).toBeTruthy();
  });

  it('say why one can’t be added, and stay', async () => {
    const { onClose } = open([suggestion('Acme')], 1, () => aProblem(503, 'unavailable'));
    await press('Add Acme');
    expect(await screen.findByText('What happened.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Add Acme' })).toBeTruthy();
    expect(onClose).not.toHaveBeenCalled();
  });

  it('say that they can’t be loaded', async () => {
    show(<SuggestionsDialog onClose={() => undefined} />, () => aProblem(503, 'unavailable'));
    expect(await screen.findByText('Couldn’t load suggestions')).toBeTruthy();
    expect(screen.queryByText(/^Nothing to suggest/)).toBeNull();
  });
});

describe('the filter by customer', () => {
  const open = (chosen: readonly string[] | null, items = [acme, brown]) => {
    const onChange = vi.fn();
    show(<CustomerFilter chosen={chosen} onChange={onChange} isAlwaysShown />, () =>
      aCustomersPage(items),
    );
    return onChange;
  };

  it('names those that are chosen, also none and one that is gone', async () => {
    open(['none', brown.id, 'cus_gone']);
    expect(
      await screen.findByRole('button', { name: 'Customer: Another customer or None or Brown' }),
    ).toBeTruthy();
  });

  it('is given up with the last one', async () => {
    const onChange = open([brown.id]);
    await press('Customer: Brown');
    await userEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Brown' }));
    expect(onChange).toHaveBeenCalledWith(null);
  });
});

describe('the access sheet', () => {
  const now = new Date('2026-11-20T10:00:00Z');
  const open = (sheet: unknown, permissions: string[] = []) =>
    show(<AccessSheet id="cus_acme" permissions={permissions} now={now} />, ({ path }) =>
      path === '/api/customers/cus_acme' ? acme : sheet,
    );

  it('says that there were no sign-ins in the month', async () => {
    open({ items: [], removedEvents: 0 });
    expect(await screen.findByText('No sign-ins in November 2026')).toBeTruthy();
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(
      'Access to Acme in November 2026',
    );
  });

  it('warns that some may be missing', async () => {
    open({ items: [], removedEvents: 2 });
    expect(await screen.findByText('Sign-ins may be missing')).toBeTruthy();
  });

  it('is exported only by those who may', async () => {
    open({ items: [], removedEvents: 0 }, ['activity.export']);
    expect(await screen.findByRole('button', { name: 'Export CSV' })).toBeTruthy();
  });

  it('isn’t exported by others, who can print it', async () => {
    open({ items: [], removedEvents: 0 });
    expect(await screen.findByRole('button', { name: 'Print' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Export CSV' })).toBeNull();
  });

  it('that can’t be loaded says why', async () => {
    open(aProblem(503, 'unavailable'));
    await waitFor(() => expect(screen.getByText('Couldn’t load the access sheet')).toBeTruthy());
  });
});

it.each([
  [4.5, 'EUR', 'EUR 4.50'],
  [1_200, 'EUR', 'EUR 1,200'],
  [4.1234, 'CHF', 'CHF 4.1234'],
  [4.5, null, '4.50'],
])('the price %d of %s is “%s”', (price, currency, words) => {
  expect(formatPrice(price, currency)).toBe(words);
});
