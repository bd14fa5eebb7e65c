import 'server-only';
import { requireWorkbook } from './file-kind';
import { listError } from './list-error';
import type { WorkbookSheet } from './table-rows';
import { Archive } from './unzip';

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const LONGEST_NAME = 100;
/** Of the parts that only describe others: a thousandth of it is usual. */
const MOST_DESCRIPTION = 8 * 1024 * 1024;

type Sheet = { name: string; isHidden: boolean; path: string; position: number };

export type OpenedWorkbook = {
  sheet: WorkbookSheet;
  name: string;
  sheets: string[];
  hiddenSheets: string[];
};

/**
 * The sheet of an XLSX workbook that is to be read, with the parts it needs and no others, packed as they are.
 * @param chosen its name; left out: the first one that isn't hidden
 * @throws ApiError `invalid_request`
 */
export function openWorkbook(bytes: Uint8Array, chosen: string | undefined): OpenedWorkbook {
  const archive = new Archive(bytes);
  requireWorkbook(archive);
  const workbook = archive.part(WORKBOOK, MOST_DESCRIPTION);
  const relations = archive.part(RELATIONS, MOST_DESCRIPTION);
  const targets = targetsOf(archive.textOf(relations));
  const sheets = sheetsOf(archive.textOf(workbook), targets);
  const sheet =
    chosen === undefined
      ? (sheets.find(({ isHidden }) => !isHidden) ?? sheets[0])
      : sheets.find(({ name }) => name === chosen);
  if (!sheet) throw sheets.length > 0 ? noSuchSheet(sheets) : noSheet();
  const parts: WorkbookSheet['parts'] = {
    [WORKBOOK]: workbook,
    [RELATIONS]: relations,
    [sheet.path]: archive.part(sheet.path),
  };
  for (const [kind, most] of [
    ['sharedStrings', undefined],
    ['styles', MOST_DESCRIPTION],
  ] as const) {
    const path = [...targets.values()].find((target) => target.kind === kind)?.path;
    const shared = path ?? `xl/${kind}.xml`;
    if (archive.has(shared)) parts[shared] = archive.part(shared, most);
  }
  return {
    sheet: { parts, sheetPath: sheet.path, position: sheet.position },
    name: sheet.name,
    sheets: sheets.map(({ name }) => name),
    hiddenSheets: sheets.filter(({ isHidden }) => isHidden).map(({ name }) => name),
  };
}

type Target = { kind: string; path: string };

function targetsOf(xml: string): Map<string, Target> {
  const targets = new Map<string, Target>();
  for (const attributes of elements(xml, 'Relationship')) {
    const { Id: id, Type: type = '', Target: target = '' } = attributes;
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    if (id) targets.set(id, { kind: type.split('/').at(-1) ?? '', path });
  }
  return targets;
}

/** Worksheets in the workbook's order. A sheet that is only a chart has no cells. */
function sheetsOf(xml: string, targets: ReadonlyMap<string, Target>): Sheet[] {
  return elements(xml, 'sheet')
    .filter(({ name }) => name)
    .map(({ name = '', state, id = '' }, index) => ({
      name: name.slice(0, LONGEST_NAME).toWellFormed(),
      isHidden: state === 'hidden' || state === 'veryHidden',
      position: index + 1,
      target: targets.get(id),
    }))
    .flatMap(({ target, ...sheet }) =>
      target?.kind === 'worksheet' ? [{ ...sheet, path: target.path }] : [],
    );
}

/** The attributes of each element of that name, without the prefixes of namespaces. */
function elements(xml: string, name: string): Record<string, string>[] {
  const tags = xml.matchAll(new RegExp(`<(?:\\w+:)?${name}\\s([^<>]*)>`, 'g'));
  return [...tags].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/(?:\w+:)?(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(
        ([, key = '', double, single]) => [key, decoded(double ?? single ?? '')],
      ),
    ),
  );
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w{1,5});/gi, (entity, body: string) => {
    if (!body.startsWith('#')) return named[body] ?? entity;
    const code = /^#x/i.test(body) ? parseInt(body.slice(2), 16) : Number(body.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}

function noSheet() {
  return listError(
    { code: 'no_sheet' },
    'This workbook has no sheet with cells. Drop another file.',
  );
}

function noSuchSheet(sheets: readonly Sheet[]) {
  const names = sheets.slice(0, 10).map(({ name }) => `“${name}”`);
  return listError(
    { path: 'reading.sheet', code: 'no_such_sheet' },
    `This workbook has no sheet of this name. It has ${names.join(', ')}.`,
  );
}
