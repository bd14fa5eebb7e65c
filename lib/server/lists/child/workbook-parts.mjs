import { isTrue, parseXml } from './parse-xml.mjs';
import { StoppedError } from './tidy-row.mjs';

/** For parts that only name others: a hundredth of it is usual. */
const MOST_DESCRIPTION = 1024 * 1024;
const LONGEST_NAME = 100;
const USUAL_PLACE = 'xl/workbook.xml';

/**
 * @typedef {{ name: string, isHidden: boolean, path: string }} Sheet
 * @typedef {{ id: string, kind: string, path: string }} Relation
 */

/**
 * The parts of a workbook, found as office programs do: from relation to relation, whatever the
 * parts are called.
 * @param {import('./archive.mjs').Archive} archive
 * @throws {StoppedError} with the kind of file if it isn't an XLSX workbook
 */
export async function findParts(archive) {
  const path = await findWorkbook(archive);
  const relations = await relationsOf(archive, path);
  const { named, is1904 } = await readWorkbook(archive, path);
  /** @type {Sheet[]} */
  const sheets = named.flatMap(({ id, ...sheet }) => {
    const target = relations.find((relation) => relation.id === id);
    // A chart sheet has no cells.
    return target?.kind === 'worksheet' ? [{ ...sheet, path: target.path }] : [];
  });
  /** @param {string} kind */
  const pathOf = (kind) => {
    const named = relations.find((relation) => relation.kind === kind)?.path;
    const found = named ?? `${path.slice(0, path.lastIndexOf('/') + 1)}${kind}.xml`;
    return archive.has(found) ? found : null;
  };
  return { sheets, is1904, strings: pathOf('sharedStrings'), styles: pathOf('styles') };
}

/** @param {import('./archive.mjs').Archive} archive */
async function findWorkbook(archive) {
  const relations = await relationsOf(archive, '');
  const main = relations.find(({ kind }) => kind === 'officeDocument')?.path;
  const path = main !== undefined && archive.has(main) ? main : USUAL_PLACE;
  if (path.endsWith('.bin') || archive.has('xl/workbook.bin')) throw new StoppedError('xlsb');
  if (archive.has(path)) return path;
  if (archive.names().some((name) => name.endsWith('.iwa'))) throw new StoppedError('numbers');
  throw new StoppedError(archive.has('content.xml') ? 'ods' : otherKind(archive));
}

/** @param {import('./archive.mjs').Archive} archive */
function otherKind(archive) {
  if (archive.has('word/document.xml')) return 'docx';
  return archive.has('ppt/presentation.xml') ? 'pptx' : 'zip';
}

/**
 * @param {import('./archive.mjs').Archive} archive
 * @param {string} path
 */
async function readWorkbook(archive, path) {
  /** @type {{ name: string, isHidden: boolean, id: string }[]} */
  const named = [];
  let root = '';
  let is1904 = false;
  await parseXml(archive.read(path, MOST_DESCRIPTION), {
    onOpen(element, { name = '', state, id = '', date1904 }) {
      root ||= element;
      if (element === 'workbookPr') is1904 = isTrue(date1904);
      if (element !== 'sheet' || name === '') return;
      const isHidden = state === 'hidden' || state === 'veryHidden';
      named.push({ name: name.slice(0, LONGEST_NAME).toWellFormed(), isHidden, id });
    },
  });
  if (root === 'document') throw new StoppedError('docx');
  if (root === 'presentation') throw new StoppedError('pptx');
  if (root !== 'workbook') throw new StoppedError('damaged');
  return { named, is1904 };
}

/**
 * The relations of a part; '' is the archive itself.
 * @param {import('./archive.mjs').Archive} archive
 * @param {string} part
 */
async function relationsOf(archive, part) {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const path = `${folder}_rels/${part.slice(folder.length)}.rels`;
  /** @type {Relation[]} */
  const relations = [];
  if (!archive.has(path)) return relations;
  await parseXml(archive.read(path, MOST_DESCRIPTION), {
    onOpen(element, { Id: id, Type: type = '', Target: target = '', TargetMode: mode }) {
      if (element !== 'Relationship' || !id || mode === 'External') return;
      const kind = type.slice(type.lastIndexOf('/') + 1);
      relations.push({ id, kind, path: targetIn(archive, folder, target) });
    },
  });
  return relations;
}

/**
 * The path of a target: relative to its part's folder, or, as some programs write it, absolute.
 * @param {import('./archive.mjs').Archive} archive
 * @param {string} folder
 * @param {string} target
 */
function targetIn(archive, folder, target) {
  const plain = target.replaceAll('\\', '/');
  const fromTop = resolved(plain);
  const fromFolder = plain.startsWith('/') ? fromTop : resolved(folder + plain);
  const places = [fromFolder, decodedPath(fromFolder), fromTop];
  return places.find((place) => archive.has(place)) ?? fromFolder;
}

/** @param {string} path */
function resolved(path) {
  /** @type {string[]} */
  const segments = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}

/** @param {string} path */
function decodedPath(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
