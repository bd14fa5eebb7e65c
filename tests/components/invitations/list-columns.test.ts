import { expect, it } from 'vitest';
import {
  chooseUse,
  guessedChoice,
  usedFor,
  withHeaderRow,
} from '@/components/invitations/column-choice';
import { firstRowTexts, listColumns } from '@/components/lists/columns-table';
import { aPreview } from './support';

const columns = {
  email: 1,
  seats: null,
  headers: ['Name', 'Mail'],
  headerRow: 0,
  isSure: false,
  candidates: [1],
  samples: [['Ann', 'Bob', 'Kim'], ['ann@x.example'], ['far below']],
  firstRows: [['Name', 'Mail'], ['Ann', 'ann@x.example'], ['Bob'], ['Kim', '', '']],
};
const named = aPreview([], { columns });

it('shows each column with its name and first values', () => {
  expect(listColumns(columns, 0)).toEqual([
    { index: 0, name: 'Name', samples: ['Ann', 'Bob', 'Kim'] },
    { index: 1, name: 'Mail', samples: ['ann@x.example'] },
    { index: 2, name: 'Column 3', samples: ['far below'] },
  ]);
});

it('shows the first row among the values if it isn’t a header row', () => {
  expect(listColumns(columns, null).slice(0, 2)).toEqual([
    { index: 0, name: 'Column 1', samples: ['Name', 'Ann', 'Bob'] },
    { index: 1, name: 'Column 2', samples: ['Mail', 'ann@x.example'] },
  ]);
});

it('takes the names from the selected header row', () => {
  const bare = aPreview([], {
    columns: {
      ...columns,
      headers: [],
      headerRow: null,
      samples: [['Title', 'Who', 'Ann'], []],
      firstRows: [['Title'], ['Who', ''], ['Ann']],
    },
  });
  expect(guessedChoice(bare)).toEqual({ email: 1, seats: null, hasHeader: false });
  const chosen = withHeaderRow(guessedChoice(bare), 1);
  expect(chosen).toEqual({ email: 1, seats: null, hasHeader: true, headerRow: 1 });
  expect(listColumns(bare.columns, 1)).toEqual([
    { index: 0, name: 'Who', samples: ['Ann'] },
    { index: 1, name: 'Column 2', samples: [] },
  ]);
  expect(firstRowTexts(bare.columns)).toEqual(['Title', 'Who', 'Ann']);
});

it('uses one column for each purpose', () => {
  const guess = guessedChoice(named);
  const moved = chooseUse(guess, 0, 'email');
  expect([usedFor(moved, 0), usedFor(moved, 1)]).toEqual(['email', null]);
  const swapped = chooseUse(moved, 0, 'seats');
  expect(swapped).toMatchObject({ email: null, seats: 0 });
  expect(chooseUse(swapped, 0, null)).toMatchObject({ email: null, seats: null });
});
