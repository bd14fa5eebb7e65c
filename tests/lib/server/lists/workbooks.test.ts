import { describe, expect, test } from 'vitest';
import type { ListReading } from '@/lib/contract/invitations';
import { readList } from '@/lib/server/lists/read-list';
import { readPasswordList } from '@/lib/server/users/import/read-password-list';
import {
  packed,
  relation,
  relationsOf,
  rowOf,
  sheetOf,
  workbookOf,
} from '@/tests/support/workbook';

const read = (bytes: Uint8Array, reading: ListReading = {}) =>
  readList({ kind: 'file', name: 'list.xlsx', bytes }, reading);

async function entriesOf(bytes: Uint8Array, reading: ListReading = {}) {
  const { entries } = await read(bytes, reading);
  return entries.map(({ email, seats }) => `${email} ${seats}`.trim());
}

const head = rowOf(1, ['Email', 'Seats']);
const ann = rowOf(2, ['ann@x.example', 2]);
const bob = (attributes = '') => rowOf(3, ['bob@x.example', 1], attributes);
const cy = rowOf(4, ['cy@x.example', 3]);

describe('what a sheet hides', () => {
  test.each([
    ['a hidden row', 'hidden="1"'],
    ['a row that a filter hides', 'hidden="true"'],
    ['a row of a folded outline', 'outlineLevel="1" hidden="1"'],
    ['a row without height', 'ht="0" customHeight="1"'],
  ])('is left out and counted: %s', async (_, attributes) => {
    const bytes = workbookOf({ 's.xml': sheetOf(head + ann + bob(attributes) + cy) });
    const found = await read(bytes);
    expect(found.entries.map(({ email }) => email)).toEqual(['ann@x.example', 'cy@x.example']);
    expect(found.hidden).toEqual({ rows: 1, columns: 0, isIncluded: false });
  });

  test('is included on request', async () => {
    const bytes = workbookOf({ 's.xml': sheetOf(head + ann + bob('hidden="1"') + cy) });
    const { entries, hidden } = await read(bytes, { includeHidden: true });
    expect(entries.map(({ email }) => email)).toEqual([
      'ann@x.example',
      'bob@x.example',
      'cy@x.example',
    ]);
    expect(hidden).toEqual({ rows: 1, columns: 0, isIncluded: true });
  });

  test.each([
    ['hidden', '<col min="2" max="2" hidden="1" width="9"/>'],
    ['without width', '<col min="2" max="2" width="0" customWidth="1"/>'],
  ])('is left out and counted: a column that is %s', async (_, column) => {
    const sheet = sheetOf(head + ann + cy, { before: `<cols>${column}</cols>` });
    const bytes = workbookOf({ 's.xml': sheet });
    const { entries, hidden } = await read(bytes);
    expect(entries).toEqual([
      { email: 'ann@x.example', seats: '' },
      { email: 'cy@x.example', seats: '' },
    ]);
    expect(hidden).toEqual({ rows: 0, columns: 1, isIncluded: false });
  });

  test('isn’t reported if it is empty', async () => {
    const empty = '<row r="3" hidden="1"><c r="A3" s="1"/></row>';
    const sheet = sheetOf(head + ann + empty, {
      before: '<cols><col min="3" max="16384" hidden="1"/></cols>',
    });
    expect((await read(workbookOf({ 's.xml': sheet }))).hidden).toBeUndefined();
  });

  test('may be everything, and is still left out', async () => {
    const bytes = workbookOf({ 's.xml': sheetOf(rowOf(1, ['ann@x.example'], 'hidden="1"')) });
    const { entries, hidden } = await read(bytes);
    expect([entries, hidden?.rows]).toEqual([[], 1]);
  });

  test.each(['hidden', 'veryHidden'])(
    'is a sheet that is %s, which has to be selected',
    async (state) => {
      const workbook = `<workbook><sheets><sheet name="A" state="${state}" r:id="a"/></sheets></workbook>`;
      const bytes = workbookOf({ 'workbook.xml': workbook, 's.xml': sheetOf(head + ann) });
      await expect(read(bytes)).rejects.toMatchObject({
        detail:
          'All sheets with data are hidden in this workbook. Unhide the one with the list, save the workbook, then upload it again.',
      });
      expect(await entriesOf(bytes, { sheet: 'A' })).toEqual(['ann@x.example 2']);
    },
  );

  test('isn’t stored as a password unless requested', async () => {
    const rows =
      rowOf(1, ['Email', 'Password']) +
      rowOf(2, ['ann@x.example', 'secret one']) +
      rowOf(3, ['bob@x.example', 'secret two'], 'hidden="1"');
    const source = {
      kind: 'file',
      name: 'list.xlsx',
      bytes: workbookOf({ 's.xml': sheetOf(rows) }),
    } as const;
    const { entries, hidden } = await readPasswordList(source, {});
    expect([entries.length, hidden]).toEqual([1, { rows: 1, columns: 0, isIncluded: false }]);
    expect((await readPasswordList(source, { includeHidden: true })).entries).toHaveLength(2);
  });
});

describe('a merged value', () => {
  const merged = (ref: string) => ({ after: `<mergeCells><mergeCell ref="${ref}"/></mergeCells>` });

  test('applies to each of its rows, even if the first one is hidden', async () => {
    const rows = (attributes = '') =>
      head +
      rowOf(2, ['ann@x.example', 5], attributes) +
      rowOf(3, ['bob@x.example']) +
      rowOf(4, ['cy@x.example']) +
      rowOf(5, ['dora@x.example', 1]);
    const expected = ['ann@x.example 5', 'bob@x.example 5', 'cy@x.example 5', 'dora@x.example 1'];
    expect(await entriesOf(workbookOf({ 's.xml': sheetOf(rows(), merged('B2:B4')) }))).toEqual(
      expected,
    );
    const hidden = workbookOf({ 's.xml': sheetOf(rows('hidden="1"'), merged('$B$2:$B$4')) });
    expect(await entriesOf(hidden)).toEqual(expected.slice(1));
  });

  test('creates no rows from empty ones, and no seats from a title across all columns', async () => {
    const far = sheetOf(head + ann, merged('B2:B5000'));
    expect(await entriesOf(workbookOf({ 's.xml': far }))).toEqual(['ann@x.example 2']);
    const rows =
      rowOf(1, ['Our list']) + rowOf(2, ['Email', 'Seats']) + rowOf(3, ['ann@x.example', 2]);
    expect(await entriesOf(workbookOf({ 's.xml': sheetOf(rows, merged('A1:B1')) }))).toEqual([
      'ann@x.example 2',
    ]);
  });
});

describe('the parts of a workbook', () => {
  const workbook = '<workbook><sheets><sheet name="A" r:id="a"/></sheets></workbook>';
  const sheet = sheetOf(head + ann);
  const to = (kind: string, target: string) => relationsOf(relation('a', kind, target));
  const workbooks: Record<string, Record<string, string>> = {
    'under other names': {
      '_rels/.rels': to('officeDocument', 'xl/workbook2.xml'),
      'xl/workbook2.xml': workbook,
      'xl/_rels/workbook2.xml.rels': to('worksheet', 'worksheets/sheet1.xml'),
      'xl/worksheets/sheet1.xml': sheet,
    },
    'in another folder, from the top': {
      '_rels/.rels': to('officeDocument', '/Data/Book.xml'),
      'Data/Book.xml': workbook,
      'Data/_rels/Book.xml.rels': to('worksheet', '/Data/Pages/One.xml'),
      'Data/Pages/One.xml': sheet,
    },
    'in another case': {
      '_rels/.RELS': to('officeDocument', 'xl/workbook.xml'),
      'XL/Workbook.xml': workbook,
      'xl/_rels/workbook.xml.rels': to('worksheet', 'Worksheets/Sheet1.xml'),
      'xl/worksheets/sheet1.XML': sheet,
    },
    'with backslashes': {
      '_rels\\.rels': to('officeDocument', 'xl\\workbook.xml'),
      'xl\\workbook.xml': workbook,
      'xl\\_rels\\workbook.xml.rels': to('worksheet', 'worksheets\\sheet1.xml'),
      'xl\\worksheets\\sheet1.xml': sheet,
    },
    'by way of other folders': {
      '_rels/.rels': to('officeDocument', './xl/workbook.xml'),
      'xl/workbook.xml': workbook,
      'xl/_rels/workbook.xml.rels': to('worksheet', '../sheets/./my%20list.xml'),
      'sheets/my list.xml': sheet,
    },
    'with a slash in front of their names': {
      '/_rels/.rels': to('officeDocument', 'xl/workbook.xml'),
      '/xl/workbook.xml': workbook,
      '/xl/_rels/workbook.xml.rels': to('worksheet', 'xl/s.xml'),
      '/xl/s.xml': sheet,
    },
    'of the strict kind': {
      '_rels/.rels':
        '<Relationships><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
      'xl/workbook.xml': workbook,
      'xl/_rels/workbook.xml.rels': to('worksheet', 's.xml'),
      'xl/s.xml': sheet,
    },
  };
  test.each(Object.entries(workbooks))('are found %s', async (_, parts) => {
    expect(await entriesOf(packed(parts))).toEqual(['ann@x.example 2']);
  });
});
