import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { confirm } from '../ask.mjs';
import { exits, Failure, misuse } from '../failure.mjs';
import { account, text, wholeNumber } from '../options.mjs';
import { plain } from '../output.mjs';

const ROWS_SHOWN = 20;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2_000;
/** So often in a row the server may be away while it is asked how the batch goes. */
const MOST_FAILURES = 10;

export const invite = {
  parameters: ['FILE'],
  summary: 'invite people from a list, and wait until it is done',
  details:
    'FILE is CSV, text, or XLSX. Shows what it would do and asks first. The batch goes on if this program ends.',
  options: {
    yes: { type: 'boolean', short: 'y', help: 'don’t ask' },
    'dry-run': { type: 'boolean', help: 'only show what it would do' },
    name: text('NAME', 'of the batch; left out: the file’s name'),
    hold: text('SECONDS', 'wait so long before sending, so that it can be stopped'),
    'no-wait': { type: 'boolean', help: 'don’t wait until it is done' },
    results: text('FILE', 'where to write the results; left out: invitations-ID.csv here'),
    ...account,
  },
  async run({ values, positionals: [file], api, out }) {
    const query = { account: values.account };
    const holdSeconds = wholeNumber(values.hold, 'hold');
    const preview = await previewOf(api, file, query);
    describePreview(preview, out);
    const rows = preview.rows.filter(({ verdict }) => verdict === 'ready');
    const left = preview.counts.fix;
    if (values['dry-run'] || rows.length === 0) {
      out.give({ preview: preview.counts });
      if (!values['dry-run']) out.say('There is no one to invite.');
      return left > 0 ? exits.needsPerson : exits.good;
    }
    if (!(await isAgreed(values, preview))) {
      out.say('No one was invited.');
      return exits.failed;
    }
    const name = values.name ?? basename(file);
    const id = await send(api, query, { name, rows, holdSeconds });
    out.note(`Batch ${id}: ${api.url}/invitations/${id}`);
    if (values['no-wait']) {
      out.give({ id });
      return exits.good;
    }
    const batch = await watch(api, id, out);
    const results = await writeResults(api, id, values.results, out);
    out.give({ batch, preview: preview.counts, results });
    out.say(describeEnd(batch));
    return left > 0 || needsPerson(batch) ? exits.needsPerson : exits.good;
  },
};

async function previewOf(api, file, query) {
  const bytes = await readFile(file).catch((error) => {
    throw new Failure(`${file} can’t be read (${error.code}).`);
  });
  const form = new FormData();
  form.set('file', new Blob([bytes]), basename(file));
  return api.json('POST /api/batches/preview', { query, form });
}

function describePreview({ counts, rows, columns }, out) {
  if (columns.email !== null && columns.headers.length > 0) {
    const names = [columns.email, columns.seats]
      .filter((place) => place !== null)
      .map((place) => `“${plain(columns.headers[place])}”`);
    out.note(`Read from ${names.join(' and ')}.`);
  }
  const parts = [
    `${counts.ready} to invite`,
    counts.fix > 0 && `${counts.fix} to fix`,
    counts.already_customer > 0 && `${counts.already_customer} already users`,
    counts.duplicate > 0 && `${counts.duplicate} twice in the list`,
  ];
  out.note(`${parts.filter(Boolean).join(', ')}.`);
  const faulty = rows.filter(({ verdict }) => verdict === 'fix');
  for (const { index, original, problems } of faulty.slice(0, ROWS_SHOWN)) {
    const why = problems.map(({ message }) => message).join(' ');
    out.note(`  Row ${index + 1}, ${plain(original.email) || 'no address'}: ${why}`);
  }
  if (faulty.length > ROWS_SHOWN) out.note(`  and ${faulty.length - ROWS_SHOWN} more`);
}

async function isAgreed({ yes }, { counts, columns }) {
  if (yes && columns.isSure) return true;
  if (yes) {
    throw misuse(
      'It isn’t sure which columns have the addresses and the seats. Run it without --yes and look, or name the columns “Email” and “Seats”.',
    );
  }
  const rest = counts.fix > 0 ? `, and leave out the ${counts.fix} to fix` : '';
  return confirm(`Invite ${counts.ready}${rest}?`, 'Add --yes.');
}

/** @returns {Promise<string>} the batch's id */
async function send(api, query, { name, rows, holdSeconds }) {
  const { id } = await api.json('POST /api/batches', {
    query,
    headers: { 'idempotency-key': crypto.randomUUID() },
    json: {
      name,
      holdSeconds,
      rows: rows.map(({ email, seats, original }) => ({ email, seats, original })),
    },
  });
  return id;
}

/** Until it has finished or was stopped, or a person has to look. */
async function watch(api, id, out) {
  let waitMs = FIRST_WAIT_MS;
  let failures = 0;
  let said = '';
  for (;;) {
    const batch = await api.json(`GET /api/batches/${id}`).catch((error) => {
      failures += 1;
      if (error.status < 500 || failures > MOST_FAILURES) throw error;
      return null;
    });
    if (batch) {
      failures = 0;
      said = tellProgress(batch, said, out);
      if (['finished', 'cancelled', 'paused'].includes(batch.status)) return batch;
    }
    await sleep(waitMs);
    waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS);
  }
}

/** In a terminal, on one line that changes; elsewhere, when its state does. */
function tellProgress({ status, counts, total, waitingReason }, before, out) {
  const done = total - counts.pending - counts.sending;
  const line = `${done} of ${total}${waitingReason ? `: ${plain(waitingReason)}` : ''}`;
  if (process.stderr.isTTY && !out.isJson) {
    process.stderr.write(`\r\u001b[K${line}${done === total ? '\n' : ''}`);
  } else if (status !== before) out.note(`${words[status] ?? status}: ${line}`);
  return status;
}

const words = {
  held: 'Held',
  running: 'Running',
  paused: 'Paused',
  cancelled: 'Canceled',
  finished: 'Finished',
};

/** @returns {Promise<string | null>} the file; null: this token can't export */
async function writeResults(api, id, wanted, out) {
  const file = wanted ?? `invitations-${id}.csv`;
  try {
    const response = await api.send(`GET /api/batches/${id}/results`, { isLong: true });
    await writeFile(file, Buffer.from(await response.arrayBuffer()), { flag: 'wx', mode: 0o600 });
    out.note(`Results: ${file}`);
    return file;
  } catch (error) {
    if (error.code === 'EEXIST') out.note(`${file} exists already, so no results were written.`);
    else if (error instanceof Failure) out.note(`No results were written. ${error.message}`);
    else throw error;
    return null;
  }
}

const needsPerson = ({ status, counts }) =>
  status === 'paused' || counts.rejected + counts.unconfirmed + counts.cancelled > 0;

function describeEnd({ status, counts, pausedReason }) {
  const parts = [
    [counts.invited, 'invited'],
    [counts.already_invited, 'already invited'],
    [counts.exists, 'already users'],
    [counts.rejected, 'rejected'],
    [counts.unconfirmed, 'not confirmed'],
    [counts.cancelled, 'canceled'],
    [counts.pending + counts.sending, 'not sent yet'],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const line = `${said.join(', ')}.`;
  return status === 'paused' ? `${line} Paused: ${plain(pausedReason)}` : line;
}
