import { expect, it } from 'vitest';
import {
  chooseUse,
  guessedChoice,
  listColumns,
  usedFor,
} from '@/components/invitations/list-columns';
import { aPreview } from './support';

const named = aPreview([], {
  columns: {
    email: 1,
    seats: null,
    headers: ['Name', ' Mail '],
    isSure: false,
    samples: [['Ann', 'Bob', 'Kim'], ['ann@x.example']],
  },
});

it('shows each column by its name with its first entries', () => {
  expect(listColumns(named, guessedChoice(named))).toEqual([
    { index: 0, name: 'Name', samples: ['Ann', 'Bob', 'Kim'] },
    { index: 1, name: 'Mail', samples: ['ann@x.example'] },
  ]);
});

it('shows the first row among the entries once it is said to name nothing', () => {
  const choice = { ...guessedChoice(named), hasHeader: false };
  expect(listColumns(named, choice)).toEqual([
    { index: 0, name: 'Column 1', samples: ['Name', 'Ann', 'Bob'] },
    { index: 1, name: 'Column 2', samples: ['Mail', 'ann@x.example'] },
  ]);
});

it('takes the first entries for names once the first row is said to hold them', () => {
  const bare = aPreview([], {
    columns: { ...named.columns, headers: [], samples: [['Who', 'Ann'], []] },
  });
  expect(guessedChoice(bare)).toEqual({ email: 1, seats: null, hasHeader: false });
  expect(listColumns(bare, { ...guessedChoice(bare), hasHeader: true })).toEqual([
    { index: 0, name: 'Who', samples: ['Ann'] },
    { index: 1, name: 'Column 2', samples: [] },
  ]);
});

it('gives each use to one column', () => {
  const guess = guessedChoice(named);
  const moved = chooseUse(guess, 0, 'email');
  expect([usedFor(moved, 0), usedFor(moved, 1)]).toEqual(['email', 'unused']);
  const swapped = chooseUse(moved, 0, 'seats');
  expect(swapped).toMatchObject({ email: null, seats: 0 });
  expect(chooseUse(swapped, 0, 'unused')).toMatchObject({ email: null, seats: null });
});
