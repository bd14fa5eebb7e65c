import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { CheckedRows, type RowStates } from '@/components/lists/checked-rows';
import { show } from '../support';

type State = 'new' | 'exists' | 'faulty';
type Row = { index: number; state: State; email: string; message?: string };

const states: RowStates<State> = {
  new: { label: 'Will be invited', tone: 'accent' },
  exists: { label: 'Already a user', tone: 'neutral' },
  faulty: { label: 'Can’t be invited', tone: 'bad' },
};

function showRows(rows: Row[]) {
  const count = (state: State) => rows.filter((row) => row.state === state).length;
  return show(
    <CheckedRows
      {...{ rows, states, heading: 'Email', stateHeading: 'Action' }}
      counts={{ new: count('new'), exists: count('exists'), faulty: count('faulty') }}
      subject={({ email }) => email}
    />,
  );
}

const emailsOf = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('cell')[0]?.textContent);

const few: Row[] = [
  { index: 0, state: 'new', email: 'ann@x.example' },
  { index: 1, state: 'faulty', email: 'bob@', message: 'This isn’t an address.' },
  { index: 2, state: 'new', email: 'cyd@x.example' },
];
const many: Row[] = Array.from({ length: 1_020 }, (_, index) => ({
  ...{ index, state: index % 10 === 0 ? ('exists' as const) : ('new' as const) },
  email: `u${index}@x.example`,
}));

it('shows each row by its number in the list, what happens to it and why', () => {
  showRows(few);
  const table = screen.getByRole('table', { name: 'Rows of the list' });
  const [heads, , second] = within(table).getAllByRole('row');
  expect(heads?.textContent).toBe('RowEmailAction');
  const cells = within(second as HTMLElement).getAllByRole('cell');
  expect(cells[0]?.textContent).toBe('2');
  expect(cells[1]?.textContent).toContain('bob@');
  expect(cells[2]?.textContent).toBe('Can’t be invitedThis isn’t an address.');
});

it('offers a filter for each state that occurs, with how many, in the order of the states', () => {
  showRows(few);
  const chips = within(screen.getByRole('group', { name: 'Filter rows' })).getAllByRole('button');
  expect(chips.map(({ textContent }) => textContent)).toEqual([
    'All 3',
    'Will be invited 2',
    'Can’t be invited 1',
  ]);
  expect(chips.map((chip) => chip.getAttribute('aria-pressed'))).toEqual([
    'true',
    'false',
    'false',
  ]);
});

it('filters, keeps the numbers of the rows, and shows all again', async () => {
  const { user } = showRows(few);
  await user.click(screen.getByRole('button', { name: 'Can’t be invited 1' }));
  expect(emailsOf()).toEqual(['2']);
  expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('2');
  expect(screen.getByText('1 row')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'All 3' }));
  expect(emailsOf()).toEqual(['1', '2', '3']);
  expect(screen.getByText('3 rows')).toBeTruthy();
});

it('shows fifty at a time and begins at the first page of a filter', async () => {
  const { user } = showRows(many);
  expect(emailsOf()).toHaveLength(50);
  expect(screen.getByText('1–50 of 1,020 rows')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Next page' }));
  expect(emailsOf()[0]).toBe('51');
  await user.click(screen.getByRole('button', { name: 'Already a user 102' }));
  expect(screen.getByText('1–50 of 102 rows')).toBeTruthy();
  expect(emailsOf().slice(0, 3)).toEqual(['1', '11', '21']);
});
