import { textRows } from './text-rows.mjs';
import { StoppedError } from './tidy-row.mjs';
import { workbookRows } from './workbook-rows.mjs';

/**
 * The process that reads one table, sends its rows, and exits when the server has them or is gone.
 */
const PORTION = 1_000;

process.on('disconnect', () => process.exit());
process.once('message', (task) => read(/** @type {Task} */ (task)));

/**
 * @typedef {{ kind: 'text', text: string, delimiter: string, mostRows: number, isExact: boolean }
 *   | ({ kind: 'workbook' } & import('./workbook-rows.mjs').Workbook)} Task
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
    else await workbookRows(task, (opened) => process.send?.({ opened }), take);
    send();
    process.send?.({ isDone: true });
  } catch (error) {
    const stopped = error instanceof StoppedError ? error : new StoppedError('damaged');
    process.send?.({ stopped: { code: stopped.code, row: stopped.row, names: stopped.names } });
  }
}
