import 'server-only';
import { spawn } from 'node:child_process';
import { on } from 'node:events';
import { join } from 'node:path';
import { MAX_BATCH_ROWS } from '@/lib/contract/invitations';
import { remember } from '@/lib/server/remember';
import { textRows } from './child/text-rows.mjs';
import { refusal, refusalOf } from './list-error';

/** Pasted text is read immediately; a process takes longer to start. */
const SMALL = 16 * 1024;
const TIMEOUT_MS = 30_000;
const HEAP_MB = 768;
/** The rows a list can have, a header, and one too many. */
const MOST_ROWS = MAX_BATCH_ROWS + 2;

type Opened = {
  sheet: string;
  sheets: string[];
  hiddenSheets: string[];
  /** Nonempty rows and columns that the sheet hides. */
  hidden: { rows: number; columns: number };
};

type Stopped = { code: string; row?: number; names?: string[] };
type Message = { opened?: Opened; rows?: string[][]; isDone?: true; stopped?: Stopped };

/** `isExact`: what isn't certainly the text that someone wrote is rejected, or becomes a NUL. */
type Exactness = { isExact?: boolean };

/**
 * The rows of a text with `\n` as its line breaks, in portions. @throws DeskError `invalid_request`
 */
export async function* rowsOfText(
  text: string,
  delimiter: string,
  { isExact = false }: Exactness = {},
): AsyncGenerator<string[][]> {
  if (text.length > SMALL) {
    yield* rowsIn(readApart({ kind: 'text', text, delimiter, isExact }));
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

export type SheetRequest = Exactness & {
  bytes: Uint8Array;
  /** Its name; if left out, the first visible one. */
  sheet?: string;
  /** Also the rows and columns that the sheet hides. */
  includeHidden?: boolean;
};

/** A workbook's description, and its sheet's rows as text, in portions. */
export type OpenedSheet = Opened & { rows: AsyncIterable<string[][]> };

/** @throws DeskError `invalid_request`; so does reading the rows */
export async function openSheet(request: SheetRequest): Promise<OpenedSheet> {
  const { includeHidden = false, isExact = false } = request;
  const messages = readApart({ kind: 'workbook', ...request, includeHidden, isExact });
  for (;;) {
    const { done, value } = await messages.next();
    if (done) throw refusal('damaged');
    if (value.opened) return { ...value.opened, rows: rowsIn(messages) };
  }
}

async function* rowsIn(messages: AsyncIterable<Message>): AsyncGenerator<string[][]> {
  for await (const { rows } of messages) if (rows) yield rows;
}

/**
 * Reads in a separate process: a malicious table can keep its parser busy for seconds or fill its
 * memory, and a thread that runs out of memory can take the whole server with it.
 */
async function* readApart(task: Record<string, unknown>): AsyncGenerator<Message, void, void> {
  const leave = await takeTurn();
  // By path, like the migrations: `fork` and `Worker` would be bundled, `spawn` isn't.
  const file = join(process.cwd(), 'lib/server/lists/child/read-rows.mjs');
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, file], {
    serialization: 'advanced',
    // It needs none of our settings.
    env: { NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const messages = on(child, 'message', { signal, close: ['exit'] });
    // If the child is gone before it has its task, the messages end, which says enough.
    child.on('error', () => undefined);
    child.send({ ...task, mostRows: MOST_ROWS }, () => undefined);
    for await (const [message] of messages) {
      const portion = message as Message;
      if (portion.stopped) throw stoppedError(portion.stopped);
      if (portion.isDone) return;
      yield portion;
    }
    throw refusal('too_hard');
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'AbortError';
    throw isLate ? refusal('too_hard') : error;
  } finally {
    child.kill('SIGKILL');
    leave();
  }
}

function isStopped(error: unknown): error is Error & Stopped {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

function stoppedError({ code, row, names }: Stopped) {
  return refusalOf(code, { row, names });
}

/** Tables read at once by this process: each may take hundreds of megabytes. */
const AT_ONCE = 2;

type Turns = { free: number; waiting: (() => void)[] };

/** Waits until a table may be read. @returns what lets the next one start */
async function takeTurn(): Promise<() => void> {
  const turns = remember<Turns>('reading turns', () => ({ free: AT_ONCE, waiting: [] }));
  if (turns.free > 0) turns.free -= 1;
  else await new Promise<void>((resolve) => turns.waiting.push(resolve));
  return () => {
    const next = turns.waiting.shift();
    if (next) next();
    else turns.free += 1;
  };
}
