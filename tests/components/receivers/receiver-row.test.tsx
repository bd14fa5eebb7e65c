import { screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { expect, it, vi } from 'vitest';
import { ReceiverRow, type ReceiverActions } from '@/components/receivers/receiver-row';
import { ApiProblem } from '@/lib/client/fetch-api';
import { show, toasts } from '../support';

type Result = { ok: boolean };
type Given = Partial<Omit<ReceiverActions<Result>, 'test'>> & {
  isDisabled?: boolean;
  mayChange?: boolean;
  test?: Partial<ReceiverActions<Result>['test']>;
};

const refusal = new ApiProblem({ status: 403, code: 'forbidden', detail: 'You may not do this.' });

function showRow({ isDisabled = false, mayChange = true, test, ...more }: Given = {}) {
  const onOpen = vi.fn();
  const calls = { test: vi.fn(), reset: vi.fn(), save: vi.fn() };
  const actions: ReceiverActions<Result> = {
    test: {
      ...{ data: undefined, error: null, isPending: false },
      ...{ mutate: calls.test, reset: calls.reset },
      ...test,
    },
    describeTest: ({ ok }) =>
      ok
        ? { ok, title: 'The test arrived', detail: 'It took 12 ms.' }
        : { ok, title: 'The test didn’t arrive', detail: 'It answered 500.' },
    save: { isPending: false, mutate: calls.save },
    ...{ onEdit: vi.fn(), onDelete: vi.fn() },
    ...more,
  };
  const shown = show(
    <ul>
      <ReceiverRow
        {...{ name: 'Tickets', isDisabled, state: 'Working', log: { label: 'Deliveries', onOpen } }}
        actions={mayChange ? actions : null}
      >
        tickets.example
      </ReceiverRow>
    </ul>,
  );
  return { ...shown, calls, onOpen, actions };
}

type User = ReturnType<typeof showRow>['user'];

async function openMenu(user: User) {
  await user.click(screen.getByRole('button', { name: 'Actions for Tickets' }));
  const menu = await screen.findByRole('menu');
  return within(menu);
}

const namesIn = (menu: Awaited<ReturnType<typeof openMenu>>) =>
  menu.getAllByRole('menuitem').map(({ textContent }) => textContent);

it('shows where it leads and its state, without a message while nothing was tested', () => {
  const { container } = showRow();
  expect(screen.getByRole('listitem').textContent).toContain('Ticketstickets.exampleWorking');
  expect(container.querySelector('[aria-live]')?.textContent).toBe('');
});

it('offers someone who may only look nothing but the log', async () => {
  const { user, onOpen } = showRow({ mayChange: false });
  expect(screen.queryByRole('button', { name: /Send a test/ })).toBeNull();
  const menu = await openMenu(user);
  expect(namesIn(menu)).toEqual(['Deliveries']);
  await user.click(menu.getByRole('menuitem'));
  expect(onOpen).toHaveBeenCalledTimes(1);
});

it('offers all that can be done, its own entries after the first ones', async () => {
  const { user } = showRow({ more: [{ label: 'Replace secret', onSelect: vi.fn() }] });
  expect(namesIn(await openMenu(user))).toEqual([
    ...['Deliveries', 'Edit', 'Replace secret', 'Disable', 'Delete'],
  ]);
});

it('leaves out what can’t be: a receiver that the server’s settings define', async () => {
  const { user } = showRow({ onEdit: null, onDelete: null, isDisabled: true });
  expect(namesIn(await openMenu(user))).toEqual(['Deliveries', 'Enable']);
});

it('sends one test at a time', async () => {
  const { user, calls } = showRow();
  await user.click(screen.getByRole('button', { name: 'Send a test to Tickets' }));
  expect(calls.test).toHaveBeenCalledTimes(1);
});

it('shows that a test is on its way, and sends no second', async () => {
  const { user, calls } = showRow({ test: { isPending: true } });
  const button = screen.getByRole('button', { name: 'Send a test to Tickets' });
  expect(button.getAttribute('aria-busy')).toBe('true');
  await user.click(button);
  expect(calls.test).not.toHaveBeenCalled();
});

it.each([
  [{ data: { ok: true } }, 'The test arrivedIt took 12 ms.'],
  [{ data: { ok: false } }, 'The test didn’t arriveIt answered 500.'],
  [{ error: refusal }, 'Couldn’t send a testYou may not do this.'],
])('announces what came of a test, until it is dismissed: %#', async (test, words) => {
  const { user, calls, container } = showRow({ test });
  expect(container.querySelector('[aria-live="polite"]')?.textContent).toContain(words);
  await user.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(calls.reset).toHaveBeenCalledTimes(1);
});

it('disables, enables again, and says so by name', async () => {
  const Turned = () => {
    const [isDisabled, setIsDisabled] = useState(false);
    return (
      <ReceiverRow<Result>
        {...{ name: 'Tickets', isDisabled, state: null, children: null }}
        log={{ label: 'Deliveries', onOpen: vi.fn() }}
        actions={{
          test: { data: undefined, error: null, isPending: false, mutate: vi.fn(), reset: vi.fn() },
          describeTest: ({ ok }) => ({ ok, title: '', detail: '' }),
          save: {
            isPending: false,
            mutate: (change, { onSuccess }) => {
              setIsDisabled(change.isDisabled);
              onSuccess();
            },
          },
          ...{ onEdit: null, onDelete: null },
        }}
      />
    );
  };
  const { user } = show(<Turned />);
  await user.click((await openMenu(user)).getByRole('menuitem', { name: 'Disable' }));
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
  await user.click((await openMenu(user)).getByRole('menuitem', { name: 'Enable' }));
  expect(toasts()).toEqual(['Disabled Tickets', 'Enabled Tickets']);
});

it('says why it couldn’t be disabled', async () => {
  const { user } = showRow({
    save: { isPending: false, mutate: (_, { onError }) => onError(refusal) },
  });
  await user.click((await openMenu(user)).getByRole('menuitem', { name: 'Disable' }));
  expect(toasts()).toEqual(['Nothing was changed: You may not do this.']);
});

it('turns nothing on or off while that is being saved', async () => {
  const save = { isPending: true, mutate: vi.fn() };
  const { user } = showRow({ save });
  const entry = (await openMenu(user)).getByRole('menuitem', { name: 'Disable' });
  expect(entry.getAttribute('aria-disabled')).toBe('true');
});
