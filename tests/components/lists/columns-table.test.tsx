import { screen, within } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { ColumnsTable, type ListColumn } from '@/components/lists/columns-table';
import { show } from '../support';

type Use = 'email' | 'seats';
const uses = [
  { value: 'email', label: 'Email' },
  { value: 'seats', label: 'Seats' },
] as const;
const columns: ListColumn[] = [
  { index: 0, name: 'Mail', samples: ['ann@x.example', 'bob@x.example'] },
  { index: 1, name: 'Column 2', samples: [] },
];

function Columns() {
  const [chosen, setChosen] = useState<Record<number, Use | null>>({ 0: 'email' });
  return (
    <ColumnsTable<Use>
      {...{ columns, uses }}
      chosenUse={(index) => chosen[index] ?? null}
      onUse={(index, use) => setChosen({ ...chosen, [index]: use })}
    />
  );
}

const rowOf = (name: string) => screen.getByLabelText(`Use “${name}” as`).closest('tr');

it('shows each column with its first values and what it is used as', () => {
  show(<Columns />);
  const mail = screen.getByLabelText<HTMLSelectElement>('Use “Mail” as');
  expect(mail.selectedOptions[0]?.text).toBe('Email');
  expect([...mail.options].map(({ text }) => text)).toEqual(['Not used', 'Email', 'Seats']);
  const described = document.getElementById(mail.getAttribute('aria-describedby') ?? '');
  expect(described?.textContent).toBe('ann@x.examplebob@x.example');
  expect(rowOf('Mail')?.getAttribute('aria-selected')).toBe('true');
});

it('says of a column without values that it is empty', () => {
  show(<Columns />);
  const row = rowOf('Column 2');
  expect(within(row as HTMLElement).getAllByText('empty')).toHaveLength(2);
  expect(row?.getAttribute('aria-selected')).toBe('false');
});

it('uses a column, or doesn’t any more', async () => {
  const { user } = show(<Columns />);
  await user.selectOptions(screen.getByLabelText('Use “Column 2” as'), 'Seats');
  await user.selectOptions(screen.getByLabelText('Use “Mail” as'), 'Not used');
  expect(rowOf('Column 2')?.getAttribute('aria-selected')).toBe('true');
  expect(rowOf('Mail')?.getAttribute('aria-selected')).toBe('false');
});
