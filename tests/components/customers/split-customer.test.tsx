import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { SplitCustomerDialog } from '@/components/customers/split-customer-dialog';
import type { SplitPreview } from '@/lib/contract/customers';
import { push } from '@/tests/support/navigation';
import { aPage, aUser } from '../users/support';
import { heldAnswer, refused, show, standIn, toasts } from '../support';
import { aCustomer, aCustomersPage } from './support';

const rule = { of: 'users', kind: 'tag', value: 'North' } as const;
const acme = aCustomer('Acme', { domains: ['acme.example'], rules: [rule], version: 4 });
const north = aCustomer('North', { domains: ['north.example'] });
const east = aCustomer('East');
const ann = aUser('ann@acme.example');
const bo = aUser('bo@gmail.com');
const preview: SplitPreview = {
  ...{ version: 4, users: 1_200, moved: 0 },
  domains: [{ domain: 'acme.example', users: 3 }],
  rules: [{ ...rule, users: 1 }],
};
const done = { from: acme, into: north, moved: 3, skipped: [], skippedCount: 0 };

type Part = { domains: string[]; rules: object[]; users: object[] };
type Answers = Parameters<typeof standIn>[0];

const SPLIT = 'POST /api/customers/cus_acme/split';

function ask(answers: Answers = {}) {
  const calls = standIn({
    'GET /api/customers': (_, search) => {
      const isSearched = new URLSearchParams(search).has('search');
      return Response.json(aCustomersPage(isSearched ? [north] : [acme, east, north]));
    },
    'GET /api/users': () => Response.json(aPage([ann, bo])),
    [`${SPLIT}/preview`]: (body) => {
      const { domains, rules, users } = body as Part;
      const moved = domains.length * 3 + rules.length + users.length;
      return Response.json({ ...preview, moved });
    },
    [SPLIT]: () => Response.json(done),
    ...answers,
  });
  const { user } = show(<SplitCustomerDialog customer={acme} onClose={() => undefined} />);
  return {
    user,
    splits: () => calls.sent.filter(([call]) => call === SPLIT).map(([, body]) => body),
    existing: async () =>
      user.click(await screen.findByRole('radio', { name: 'Existing customer' })),
    pick: async (name: RegExp) => user.click(await screen.findByRole('radio', { name })),
    tick: async (name: RegExp) => user.click(await screen.findByRole('checkbox', { name })),
    split: () => user.click(screen.getByRole('button', { name: 'Split customer' })),
  };
}

it('moves users to a customer that is there already, which then opens', async () => {
  const { existing, pick, tick, split, splits } = ask();
  await existing();
  await pick(/^North/);
  await tick(/^acme\.example/);
  expect(
    await screen.findByText('3 users go to North. 1,197 of 1,200 stay with Acme.'),
  ).toBeTruthy();
  await split();
  await waitFor(() => expect(push).toHaveBeenCalledWith('/customers/cus_north'));
  expect(splits()).toEqual([
    { into: 'cus_north', domains: ['acme.example'], rules: [], users: [], version: 4 },
  ]);
  expect(toasts()).toEqual(['Split Acme: 3 users moved to North']);
});

it('offers every other customer with its domains, and not the one that is split', async () => {
  const { existing } = ask();
  await existing();
  const list = within(await screen.findByRole('group', { name: 'Customer' }));
  const names = list.getAllByRole('radio').map((one) => one.closest('label')?.textContent);
  expect(names).toEqual(['East', 'Northnorth.example']);
  expect(screen.queryByLabelText(/^Name of the new customer/)).toBeNull();
});

it('finds the customer by typing, and Enter in the search doesn’t split anything', async () => {
  const { user, existing, splits } = ask();
  await existing();
  await screen.findByRole('radio', { name: /^East/ });
  await user.click(screen.getByLabelText('Find a customer'));
  await user.paste('nor');
  await user.keyboard('{Enter}');
  await waitFor(() => expect(screen.queryByRole('radio', { name: /^East/ })).toBeNull());
  expect(screen.getByRole('radio', { name: /^North/ })).toBeTruthy();
  expect(splits()).toEqual([]);
  expect(screen.queryByRole('alert')).toBeNull();
});

it('says what is missing: the customer, and what goes to it', async () => {
  const { existing, pick, tick, split, splits } = ask();
  await existing();
  await split();
  const faults = () => within(screen.getByRole('alert')).getAllByRole('listitem');
  expect(screen.getByText('Nothing is split yet')).toBeTruthy();
  expect(faults().map(({ textContent }) => textContent)).toEqual([
    ...['Select a customer.', 'Select domains, rules, or users.'],
  ]);
  await pick(/^North/);
  expect(faults().map(({ textContent }) => textContent)).toEqual([
    'Select domains, rules, or users.',
  ]);
  await tick(/^acme\.example/);
  expect(screen.queryByRole('alert')).toBeNull();
  expect(splits()).toEqual([]);
});

it('keeps the customer that was chosen, and the name that was typed, while the other is looked at', async () => {
  const { user, existing, pick, tick } = ask();
  await user.click(await screen.findByLabelText(/^Name of the new customer/));
  await user.paste('Acme South');
  await existing();
  await pick(/^North/);
  await tick(/^acme\.example/);
  await pick(/^New customer/);
  expect(screen.getByLabelText(/^Name of the new/)).toHaveProperty('value', 'Acme South');
  expect(await screen.findByText(/^3 users go to Acme South\./)).toBeTruthy();
  await existing();
  expect(await screen.findByRole('radio', { name: /^North/ })).toHaveProperty('checked', true);
  expect(await screen.findByText(/^3 users go to North\./)).toBeTruthy();
});

it('sends rules and single users along with where they go', async () => {
  const { existing, pick, tick, split, splits } = ask();
  await existing();
  await pick(/^East/);
  await tick(/“North”/);
  await tick(/^bo@gmail\.com/);
  expect(screen.getByText('1 selected.')).toBeTruthy();
  expect(await screen.findByText(/^2 users go to East\./)).toBeTruthy();
  await split();
  await waitFor(() => expect(splits()).toHaveLength(1));
  expect(splits()[0]).toMatchObject({
    ...{ into: 'cus_east', domains: [], rules: [rule] },
    users: [{ accountId: 'rpc_sandbox', username: 'bo@gmail.com' }],
  });
});

it('says how many were left behind because they had moved elsewhere', async () => {
  const skipped = ['bo@gmail.com'];
  const { existing, pick, tick, split } = ask({
    [SPLIT]: () => Response.json({ ...done, moved: 2, skipped, skippedCount: 1 }),
  });
  await existing();
  await pick(/^North/);
  await tick(/^acme\.example/);
  await split();
  await waitFor(() =>
    expect(toasts()).toEqual([
      'Split Acme: 2 users moved to North: 1 user no longer belonged to Acme and didn’t move.',
    ]),
  );
});

it('says that users may have moved if the answer is lost, and stays', async () => {
  const { existing, pick, tick, split } = ask({
    [SPLIT]: () => Promise.reject(new TypeError('Failed to fetch')),
  });
  await existing();
  await pick(/^North/);
  await tick(/^acme\.example/);
  await split();
  expect((await screen.findByRole('alert')).textContent).toContain(
    'Outcome unknown: users may have been moved',
  );
  expect(screen.getByRole('checkbox', { name: /^acme/ })).toHaveProperty('checked', true);
  expect(push).not.toHaveBeenCalled();
});

it('after someone else’s change keeps what is still there, and says what to select again', async () => {
  let isFirst = true;
  const { existing, pick, tick, split, splits } = ask({
    [SPLIT]: () => {
      if (!isFirst) return Response.json(done);
      isFirst = false;
      return refused(409, 'customer_changed', 'Someone else changed Acme.');
    },
    'GET /api/customers/cus_acme': () => Response.json({ ...acme, version: 5 }),
  });
  await existing();
  await pick(/^North/);
  await tick(/“North”/);
  await split();
  expect(await screen.findByText('Someone else changed Acme.')).toBeTruthy();
  await waitFor(() =>
    expect(screen.getByRole('checkbox', { name: /“North”/ })).toHaveProperty('checked', false),
  );
  await split();
  expect(screen.getByText('Select domains, rules, or users.')).toBeTruthy();
  expect(splits()).toHaveLength(1);
  await tick(/^acme\.example/);
  await split();
  await waitFor(() => expect(push).toHaveBeenCalledWith('/customers/cus_north'));
  expect(splits()[1]).toMatchObject({ into: 'cus_north', version: 5 });
});

it('splits once, however often the button is pressed', async () => {
  const { answer, release } = heldAnswer();
  const { existing, pick, tick, split, splits } = ask({ [SPLIT]: answer });
  await existing();
  await pick(/^North/);
  await tick(/^acme\.example/);
  await split();
  await split();
  release(Response.json(done));
  await waitFor(() => expect(push).toHaveBeenCalledTimes(1));
  expect(splits()).toHaveLength(1);
});
