import { textRows } from './text-rows.mjs';
import { StoppedError } from './tidy-row.mjs';
import { workbookRows } from './workbook-rows.mjs';

/** The process that reads one table, sends its rows, and goes when the server has them or is gone. */
const PORTION = 1_000;

process.on('disconnect', () => process.exit());
process.once('message', (task) => read(/** @type {Task} */ (task)));

/**
 * @typedef {{ mostRows: number, isExact: boolean } & ({ kind: 'text', text: string, delimiter: string }
 *   | { kind: 'workbook', parts: Record<string, import('./inflate-part.mjs').PackedPart>, sheetPath: string, position: number })} Task
 * @param {Task} task
 */
async function read(task) {
  /** @type {string[][]} */
  let portion = [];
  let taken = 0;
  const send = () => {
    process.send?.({ rows: portion });
    portion = [];
  };
  /** @param {string[]} row */
  const take = (row) => {
    taken += 1;
    if (taken > task.mostRows) throw new StoppedError('too_many_rows');
    portion.push(row);
    if (portion.length >= PORTION) send();
  };
  try {
    if (task.kind === 'text') textRows(task.text, task.delimiter, take, task.isExact);
    else await workbookRows(task, take);
    send();
    process.send?.({ isDone: true });
  } catch (error) {
    const isStopped = error instanceof StoppedError;
    process.send?.({
      stopped: isStopped ? { code: error.code, row: error.row } : { code: 'damaged' },
    });
  }
}
