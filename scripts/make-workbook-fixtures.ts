import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, Zip, ZipDeflate, zipSync } from 'fflate';
import writeXlsxFile from 'write-excel-file/node';

/**
 * Writes the workbooks in tests/fixtures/lists, each as a different program would: `node
 * scripts/run.mjs scripts/make-workbook-fixtures.ts`. They are checked in; the expected result is
 * in the `.json` beside each, written by hand.
 */
const folder = join(process.cwd(), 'tests/fixtures/lists');

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

type Parts = Record<string, string>;
type Sheet = { name: string; state?: string; rows: string };

function workbook(sheets: readonly Sheet[], more: Parts = {}): Parts {
  const list = sheets.map(
    ({ name, state }, at) =>
      `<sheet name="${name}" sheetId="${at + 1}"${state ? ` state="${state}"` : ''} r:id="rId${at + 1}"/>`,
  );
  const kinds = [
    ...sheets.map((_, at) => ['worksheet', `worksheets/sheet${at + 1}.xml`] as const),
    ['sharedStrings', 'sharedStrings.xml'] as const,
    ['styles', 'styles.xml'] as const,
  ];
  const targets = kinds.map(
    ([kind, target], at) =>
      `<Relationship Id="rId${at + 1}" Type="${RELATIONS}/${kind}" Target="${target}"/>`,
  );
  const files = sheets.map(({ rows }, at) => [
    `xl/worksheets/sheet${at + 1}.xml`,
    `<?xml version="1.0"?><worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`,
  ]);
  return {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}">${targets.join('')}</Relationships>`,
    ...(Object.fromEntries(files) as Parts),
    ...more,
  };
}

const text = (at: string, value: string) =>
  `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
const number = (at: string, value: number | string, style = '') =>
  `<c r="${at}"${style}><v>${value}</v></c>`;
const row = (at: number, ...cells: string[]) => `<row r="${at}">${cells.join('')}</row>`;
const header = row(1, text('A1', 'email'), text('B1', 'seats'));
const ann = row(2, text('A2', 'ann@x.example'), number('B2', 3));
const bob = row(3, text('A3', 'bob@y.example'));
const carl = row(4, text('A4', 'carl@z.example'), number('B4', 12));
const plain = header + ann + bob + carl;

const styles = `<styleSheet xmlns="${MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>`;
const strings = `<sst xmlns="${MAIN}"><si><t>email</t></si><si><t>seats</t></si><si><r><t>ann</t></r><r><rPr><b/></rPr><t>@x.example</t></r></si><si><t xml:space="preserve"> bob@y.example </t></si></sst>`;

const workbooks: Record<string, Parts> = {
  'cells-with-their-text.xlsx': workbook([{ name: 'People &amp; seats', rows: plain }]),
  'shared-and-bold-text.xlsx': workbook(
    [
      {
        name: 'List',
        rows:
          row(1, '<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>') +
          row(2, '<c r="A2" t="s"><v>2</v></c>', number('B2', 3)) +
          row(3, '<c r="A3" t="s"><v>3</v></c>') +
          carl,
      },
    ],
    { 'xl/sharedStrings.xml': strings },
  ),
  'formulas.xlsx': workbook([
    {
      name: 'List',
      rows:
        header +
        row(
          2,
          '<c r="A2" t="str"><f>C2&amp;"@x.example"</f><v>ann@x.example</v></c>',
          '<c r="B2"><f>1+2</f><v>3</v></c>',
        ) +
        row(3, text('A3', 'bob@y.example'), '<c r="B3" t="str"><f>IF(1,"","")</f><v></v></c>') +
        row(4, '<c r="A4"><f>C4&amp;"@z.example"</f><v></v></c>', number('B4', 12)) +
        row(5, text('A5', 'dora@x.example'), '<c r="B5" t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
    },
  ]),
  'dates-and-numbers.xlsx': workbook(
    [
      {
        name: 'List',
        rows:
          header +
          row(2, text('A2', 'ann@x.example'), number('B2', '3.0000000000000004')) +
          row(3, text('A3', 'bob@y.example'), number('B3', 46024, ' s="1"')) +
          row(4, text('A4', 'carl@z.example'), text('B4', '12')) +
          row(5, number('A5', '4930123456'), number('B5', 1)) +
          row(6, text('A6', 'dora@x.example'), '<c r="B6" t="b"><v>1</v></c>') +
          row(7, text('A7', 'emil@x.example'), number('B7', 46024.5, ' s="2"')),
      },
    ],
    { 'xl/styles.xml': styles },
  ),
  'several-sheets.xlsx': workbook([
    { name: 'Lookup', state: 'hidden', rows: row(1, text('A1', 'not this')) },
    { name: 'Autumn', rows: plain },
    { name: 'Spring', rows: header + row(2, text('A2', 'dora@x.example'), number('B2', 1)) },
    { name: 'Codes', state: 'veryHidden', rows: '' },
  ]),
  'cells-without-places.xlsx': workbook([
    {
      name: 'List',
      rows: plain
        .replace(/ r="[A-Z]*\d+"/g, '')
        .replace('<row><c t="inlineStr"><is><t>bob', '<row/>$&'),
    },
  ]),
  'starts-further-down.xlsx': workbook([
    {
      name: 'List',
      rows:
        row(4, text('C4', 'E-Mail'), text('E4', 'Lizenzen')) +
        row(5, text('C5', 'ann@x.example'), number('E5', 3)) +
        '<row r="6" ht="30"/>' +
        row(9, text('C9', 'bob@y.example'), '<c r="IV9" s="0"/>') +
        row(10, text('C10', 'carl@z.example'), number('E10', 12)) +
        '<row r="1048576" hidden="1"/>',
    },
  ]),
  'with-prefixes.xlsx': Object.fromEntries(
    Object.entries(workbook([{ name: 'List', rows: plain }])).map(([name, xml]) => [
      name,
      name.startsWith('xl/w')
        ? xml.replace(/<(\/?)(?=[a-z])/g, '<$1x:').replace('xmlns=', 'xmlns:x=')
        : xml,
    ]),
  ),
  'far-cell.xlsx': workbook([{ name: 'List', rows: plain + row(900_000, text('A900000', 'x')) }]),
  'wide-cell.xlsx': workbook([{ name: 'List', rows: plain + row(5, text('XFD5', 'x')) }]),
  'impossible-cell.xlsx': workbook([{ name: 'List', rows: plain + row(5, text('BDWGN5', 'x')) }]),
  'only-a-chart.xlsx': Object.fromEntries(
    Object.entries(workbook([{ name: 'Chart', rows: '' }])).map(([name, xml]) => [
      name,
      xml.replace('/worksheet"', '/chartsheet"'),
    ]),
  ),
  'not-closed.xlsx': Object.fromEntries(
    Object.entries(workbook([{ name: 'List', rows: plain }])).map(([name, xml]) => [
      name,
      name.endsWith('sheet1.xml') ? xml.slice(0, -60) : xml,
    ]),
  ),
  'binary.xlsb': { 'xl/workbook.bin': 'x' },
  'open-document.ods': {
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'content.xml': '<x/>',
  },
  'apple.numbers': { 'Index/Document.iwa': 'x' },
  'letter.docx': { 'word/document.xml': '<x/>' },
  'packed.zip': { 'list.csv': 'email\nann@x.example\n' },
};

async function main(): Promise<void> {
  for (const [name, parts] of Object.entries(workbooks)) {
    await writeFile(join(folder, name), packed(parts));
  }
  const people = [
    ['email', 'seats'],
    ['ann@x.example', 3],
    ['bob@y.example', null],
    ['carl@z.example', 12],
  ];
  await writeFile(join(folder, 'shared-text.xlsx'), await writeXlsxFile(people).toBuffer());
  const parts = workbook([{ name: 'List', rows: plain }]);
  await writeFile(join(folder, 'written-as-a-stream.xlsx'), await streamed(parts));
  await writeFile(join(folder, 'cut-off.xlsx'), packed(parts).subarray(0, 700));
}

function packed(parts: Parts): Uint8Array {
  const files = Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)] as const);
  return zipSync(Object.fromEntries(files), { mtime: '2026-01-01' });
}

/** Sizes then follow each part, as written by programs that don't know them in advance. */
async function streamed(parts: Parts): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  for (const [name, xml] of Object.entries(parts)) {
    const file = new ZipDeflate(name, { level: 6 });
    file.mtime = '2026-01-01';
    zip.add(file);
    file.push(strToU8(xml), true);
  }
  zip.end();
  return Buffer.concat(chunks);
}

await main();
