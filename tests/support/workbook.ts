import { zipSync, type ZipOptions } from 'fflate';

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A sheet with these rows, and what else the sheet contains before and after them. */
export function sheetOf(rows: string, { before = '', after = '' } = {}): string {
  return `<worksheet>${before}<sheetData>${rows}</sheetData>${after}</worksheet>`;
}

/** A row of texts and numbers; null leaves out a cell. */
export function rowOf(
  number: number,
  cells: readonly (string | number | null)[],
  attributes = '',
): string {
  const letters = 'ABCDEFGHIJ';
  const written = cells.map((cell, at) => {
    if (cell === null) return '';
    const place = `r="${letters[at]}${number}"`;
    if (typeof cell === 'number') return `<c ${place}><v>${cell}</v></c>`;
    return `<c ${place} t="inlineStr"><is><t>${cell}</t></is></c>`;
  });
  return `<row r="${number}" ${attributes}>${written.join('')}</row>`;
}

export function relation(id: string, kind: string, target: string): string {
  return `<Relationship Id="${id}" Type="${RELATIONS}/${kind}" Target="${target}"/>`;
}

export function relationsOf(...relations: string[]): string {
  return `<Relationships>${relations.join('')}</Relationships>`;
}

/** A workbook whose one sheet is `s.xml`; given parts of the folder `xl` replace its own. */
export function workbookOf(parts: Record<string, string>, options: ZipOptions = {}): Uint8Array {
  const all = {
    'workbook.xml': '<workbook><sheets><sheet name="A" r:id="a"/></sheets></workbook>',
    '_rels/workbook.xml.rels': relationsOf(relation('a', 'worksheet', 's.xml')),
    ...parts,
  };
  return packed(
    Object.fromEntries(Object.entries(all).map(([name, xml]) => [`xl/${name}`, xml])),
    options,
  );
}

export function packed(parts: Record<string, string>, options: ZipOptions = {}): Uint8Array {
  const files = Object.entries(parts).map(([name, xml]) => [name, Buffer.from(xml)]);
  return zipSync(Object.fromEntries(files) as Record<string, Buffer>, options);
}
