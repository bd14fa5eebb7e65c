import 'server-only';
import { spawn } from 'node:child_process';
import { on } from 'node:events';
import { join } from 'node:path';
import { MAX_BATCH_ROWS, MAX_LIST_COLUMNS } from '../../schemas/invitations';
import { listError } from './list-error';
import { takeTurn } from './reading-turns';
import type { PackedPart } from './unzip';
import { textRows } from './child/text-rows.mjs';

/** What a person pastes is read at once; a process needs longer to start. */
const SMALL = 16 * 1024;
const TIMEOUT_MS = 30_000;
const HEAP_MB = 768;
/** The rows a list can have, a header, and the one that is too many. */
const MOST_ROWS = MAX_BATCH_ROWS + 2;

type Message = {
  rows?: string[][];
  isDone?: true;
  stopped?: { code: string; row?: number };
};

/** The parts of a workbook that are needed to read one of its sheets. */
export type WorkbookSheet = {
  parts: Record<string, PackedPart>;
  sheetPath: string;
  /** Of the sheet, from 1. */
  position: number;
};

/** `isExact`: what isn't surely the text that somebody wrote is refused, or comes as a NUL. */
type Exactness = { isExact?: boolean };

/** The rows of a text with `\n` as its line ends, in portions. @throws ApiError `invalid_request` */
export async function* rowsOfText(
  text: string,
  delimiter: string,
  { isExact = false }: Exactness = {},
): AsyncGenerator<string[][]> {
  if (text.length > SMALL) {
    yield* readApart({ kind: 'text', text, delimiter, isExact });
    return;
  }
  const rows: string[][] = [];
  try {
    textRows(text, delimiter, (row) => rows.push(row), isExact);
  } catch (error) {
    throw isStopped(error) ? stoppedError(error) : error;
  }
  yield rows;
}

/** The rows of a workbook's sheet as text, in portions. @throws ApiError `invalid_request` */
export async function* rowsOfSheet(
  sheet: WorkbookSheet,
  { isExact = false }: Exactness = {},
): AsyncGenerator<string[][]> {
  yield* readApart({ kind: 'workbook', ...sheet, isExact });
}

/**
 * Reads in a process of its own: a table can be made so that its parser needs seconds or fills its
 * memory, and a thread that runs out of memory can take the whole server with it.
 */
async function* readApart(task: Record<string, unknown>): AsyncGenerator<string[][]> {
  const leave = await takeTurn();
  // By its path, like the migrations: `fork` and `Worker` would be bundled, `spawn` is left alone.
  const file = join(process.cwd(), 'lib/invitations/import/child/read-rows.mjs');
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, file], {
    serialization: 'advanced',
    // It needs none of our settings.
    env: { NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const messages = on(child, 'message', { signal, close: ['exit'] });
    // A child that is gone before it has its task ends the messages; that says enough.
    child.on('error', () => undefined);
    child.send({ ...task, mostRows: MOST_ROWS }, () => undefined);
    for await (const [message] of messages) {
      const { rows, isDone, stopped } = message as Message;
      if (stopped) throw stoppedError(stopped);
      if (isDone) return;
      if (rows) yield rows;
    }
    throw stoppedError({ code: 'too_hard' });
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'AbortError';
    throw isLate ? stoppedError({ code: 'too_hard' }) : error;
  } finally {
    child.kill('SIGKILL');
    leave();
  }
}

function isStopped(error: unknown): error is { code: string; row?: number } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

function stoppedError({ code, row }: { code: string; row?: number }) {
  const sentence = sentences[code] ?? sentences.damaged;
  return listError({ code }, sentence?.(row) ?? '');
}

const sentences: Record<string, (row: number | undefined) => string> = {
  open_quote: (row) =>
    `A quotation mark in row ${row} is not closed where its cell ends, so it can’t be told which rows belong together. Close it or take it out, and drop the list again.`,
  too_many_rows: () =>
    `This list has more than ${MAX_BATCH_ROWS} rows, the most a list can have. Split it and send the parts one after the other.`,
  too_many_columns: () =>
    `A row of this list has more than ${MAX_LIST_COLUMNS} columns. Keep the columns that are needed, and drop the list again.`,
  too_spread: (row) =>
    `This sheet has a cell as far down as row ${row}. Delete the empty rows above it, or save the list as CSV, and drop that file.`,
  too_hard: () =>
    'Reading this list takes more time or memory than a list of people ever does. Save it as CSV with the columns that are needed, and drop that file.',
  damaged: () =>
    'This workbook can’t be read: it is damaged or no XLSX file. Open it in your spreadsheet program, save it as XLSX or CSV, and drop that file.',
};
