import { describe, expect, it } from 'vitest';
import { textOfCell } from '@/lib/server/lists/child/cell-text.mjs';
import { unescaped } from '@/lib/server/lists/child/cell-formats.mjs';
import { tidyRow } from '@/lib/server/lists/child/tidy-row.mjs';

type Given = { type?: string; formula?: string | null; isDate?: boolean };

const shown = (value: string, given: Given = {}, is1904 = false) =>
  textOfCell(
    { type: 'n', formula: null, isDate: false, ...given, value },
    { is1904, isExact: false },
  );
const exact = (value: string, given: Given = {}) =>
  textOfCell(
    { type: 'n', formula: null, isDate: false, ...given, value },
    { is1904: false, isExact: true },
  );

describe('a cell as a person reads it', () => {
  it.each([
    ['text', 'ann@x.example', { type: 's' }, 'ann@x.example'],
    ['text in the cell itself', ' ann ', { type: 'inlineStr' }, ' ann '],
    ['a formula’s text', 'ann@x.example', { type: 'str', formula: 'A1' }, 'ann@x.example'],
    ['a formula’s empty text', '', { type: 'str', formula: '""' }, ''],
    ['a formula nobody has calculated', '', { formula: 'A1&"@x.example"' }, '=A1&"@x.example"'],
    ['nothing', '', {}, ''],
    ['an empty text', '', { type: 's' }, ''],
    ['a whole number', '5', {}, '5'],
    ['a number with seventeen digits', '0.30000000000000004', {}, '0.3'],
    ['a number in scientific notation', '1.2E3', {}, '1200'],
    ['what isn’t a number after all', 'five', {}, 'five'],
    ['true', '1', { type: 'b' }, 'TRUE'],
    ['false', '0', { type: 'b' }, 'FALSE'],
    ['an error', '#N/A', { type: 'e' }, '#N/A'],
    ['a day in ISO form', '2026-11-14T00:00:00Z', { type: 'd' }, '2026-11-14'],
    ['a moment in ISO form', '2026-11-14T14:02:00', { type: 'd' }, '2026-11-14T14:02:00'],
  ])('%s', (_, value, given, text) => expect(shown(value, given)).toBe(text));

  it.each([
    ['25569', '1970-01-01'],
    ['46340', '2026-11-14'],
    ['46340.5847222222', '2026-11-14 14:02:00'],
    ['60', '1900-02-28'],
    ['0.5', '1899-12-30 12:00:00'],
    ['1e20', '#DATE'],
    ['soon', '#DATE'],
  ])('the day %s is %s', (value, text) => expect(shown(value, { isDate: true })).toBe(text));

  it('is a different day in workbooks that count from 1904', () => {
    expect(shown('44878', { isDate: true }, true)).toBe('2026-11-14');
  });
});

describe('a cell whose text must be exactly what was written', () => {
  it.each([
    ['text', 'Tr0ub4dor&3', { type: 's' }],
    ['a text of digits', '00123', { type: 's' }],
    ['a number that is kept', '12345', {}],
    ['the largest number that is kept', '999999999999999', {}],
  ])('is accepted: %s', (_, value, given) => expect(exact(value, given)).toBe(value));

  it.each([
    ['a day', '46340', { isDate: true }],
    ['a day in ISO form', '2026-11-14', { type: 'd' }],
    ['a truth value', '1', { type: 'b' }],
    ['an error', '#REF!', { type: 'e' }],
    ['the text of an error', '#DIV/0!', { type: 's' }],
    ['a formula nobody has calculated', '', { formula: 'A1' }],
    ['a number with more digits than are kept', '1000000000000000', {}],
    ['no number', 'NaN', {}],
  ])('isn’t guessed: %s', (_, value, given) => expect(exact(value, given)).toBe('\0'));

  it('may be empty', () => expect(exact('')).toBe(''));
});

describe('what XML can’t represent', () => {
  it.each([
    ['a_x000D_b', 'a\rb'],
    ['_x0041__x0042_', 'AB'],
    ['_x005F_x0041_', '_x0041_'],
    ['_x41_', '_x41_'],
    ['_X0041_', '_X0041_'],
  ])('%s is read as %j', (text, read) => expect(unescaped(text)).toBe(read));
});

describe('a row', () => {
  it('ends with its last nonempty cell', () => {
    expect(tidyRow(['', 'ann', '', ' ', '\t'])).toEqual(['', 'ann']);
    expect(tidyRow(['', ' '])).toEqual([]);
  });

  it('has at most one cell more than a list may have', () => {
    expect(tidyRow(Array<string>(500).fill('x'))).toHaveLength(201);
  });

  it('has cells at most one character longer than an address may be', () => {
    expect(tidyRow(['x'.repeat(5_000)])[0]).toHaveLength(1_001);
  });
});
