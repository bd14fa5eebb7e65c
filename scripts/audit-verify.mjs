#!/usr/bin/env node
/**
 * Verifies Reseller Desk's audit log: an export (JSON Lines), or what `psql` reads from the database
 * with the statements that this file prints. It needs nothing but Node.js 20 or newer and this file,
 * so that it can be given to an auditor and read by one. It uses no code of the product on purpose.
 *
 * What it checks: that each event has the hash that its fields and the hash before it give; that
 * consecutive events follow on each other; that no event of a database or a whole export is missing;
 * that the last line's signature covers all lines of an export; and, with the checkpoints of the
 * database or of a file, that the chain is the one that was signed back then.
 */
import crypto, { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const USAGE = `Usage: node audit-verify.mjs FILE.jsonl --key PUBLIC-KEY.pem [--checkpoints FILE]
       node audit-verify.mjs FILE.jsonl --database --key PUBLIC-KEY.pem [--checkpoints FILE]
       node audit-verify.mjs --sql
  FILE.jsonl       an audit log exported as JSON Lines
  --database       it wasn't exported, but read from the database, whose lines no one signs:
                   node audit-verify.mjs --sql > log.sql
                   psql "$DATABASE_URL" -XqAt -f log.sql > FILE.jsonl
  --key            the public key, from Audit log, /api/activity/key or "npm run audit -- key".
                   Get it from someone you trust, not along with the export
  --checkpoints    checkpoints that were written outside the database`;

const NO_HASH = '0'.repeat(64);
const EXPORT_TYPE = 'reseller-desk/audit-export/1';
const REMOVAL_TYPE = 'reseller-desk/audit-removal/1';
const CHECKPOINT_TYPE = 'reseller-desk/audit-checkpoint/1';

/**
 * What reads the log from a database, as it is at one moment: first what was removed and signed, then
 * each event with its seal, newest first. A seal of another event gives no hash.
 */
export const LOG_SQL = `begin transaction isolation level repeatable read read only;
select json_build_object('log', json_build_object(
  'head', (select json_build_object('sequence', sequence) from audit_seals
    order by sequence desc limit 1),
  'removals', (select coalesce(json_agg(
      content || jsonb_build_object('signature', encode(signature, 'base64'))
      order by from_sequence), '[]') from audit_removals),
  'checkpoints', (select coalesce(json_agg(json_build_object(
      'type', '${CHECKPOINT_TYPE}', 'sequence', sequence, 'hash', encode(hash, 'hex'),
      'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'count', count,
      'keyId', key_id, 'signature', encode(signature, 'base64')) order by sequence), '[]')
    from audit_checkpoints)))::text;
select json_build_object(
  'id', event.id, 'at', to_char(event.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'actor', json_build_object('id', event.actor_id, 'email', event.actor_email),
  'action', event.action, 'target', event.target, 'outcome', event.outcome,
  'reason', event.reason, 'ticket', event.ticket, 'requestId', event.request_id, 'ip', event.ip,
  'accountId', event.account_id, 'details', event.details, 'position', event.sequence,
  'sequence', seal.sequence,
  'hash', case when seal.event_id = event.id then encode(seal.hash, 'hex') end,
  'previousHash', encode(coalesce(
    (select hash from audit_seals where sequence = seal.sequence - 1),
    (select hash from audit_removals where to_sequence = seal.sequence - 1),
    decode(repeat('0', 64), 'hex')), 'hex'))::text
from audit_events as event left join audit_seals as seal on seal.position = event.sequence
order by event.sequence desc;
commit;
`;

/**
 * @typedef {{ sequence: number | null, id: string | null, reason: string }} FirstBad
 * @typedef {object} ExportVerification
 * @property {boolean} ok
 * @property {number} checked events with a good hash
 * @property {number} removed events before those that were removed by policy, with signed summaries
 * @property {number} unsealed events that only the last line's signature covers
 * @property {number} checkpoints how many of the given ones were compared with an event
 * @property {{ sequence: number, hash: string } | null} head the last event of the chain here
 * @property {true} [isDatabase] it was read from the database, not exported
 * @property {number} [signedTo] of a database: the last event with a checkpoint
 * @property {string} [selection] what a good export was limited to; without it, it is of the whole log
 * @property {FirstBad} [firstBad]
 */

/**
 * RFC 8785.
 * @param {unknown} value
 * @returns {string}
 */
export function canonicalJson(value) {
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = /** @type {Record<string, unknown>} */ (value);
  let text = '';
  for (const name of Object.keys(members).sort()) {
    text += `${text === '' ? '' : ','}${quote(name)}:${canonicalJson(members[name])}`;
  }
  return `{${text}}`;
}

/** What `JSON.stringify` escapes. */
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** @param {string} text */
const quote = (text) => (ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`);

/**
 * Public keys by id, from PEM text with one or more of them.
 * @param {string} pem
 */
export function readPublicKeys(pem) {
  const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  return new Map(
    blocks.map((block) => {
      const key = createPublicKey(block);
      const der = key.export({ format: 'der', type: 'spki' });
      return [createHash('sha256').update(der).digest('hex').slice(0, 16), key];
    }),
  );
}

/** @typedef {ReturnType<typeof readPublicKeys>} PublicKeys */

/**
 * @param {Record<string, unknown>} signed with `keyId` and `signature`
 * @param {PublicKeys} keys
 */
function isGenuine({ signature, ...content }, keys) {
  const key = keys.get(String(content.keyId));
  if (!key || typeof signature !== 'string') return false;
  return verify(null, Buffer.from(canonicalJson(content)), key, Buffer.from(signature, 'base64'));
}

/** What is wrong, in words. The start is for programs. */
const reasons = {
  not_json: 'not_json: The line isn’t an event in JSON.',
  event_changed: 'event_changed: The event doesn’t have the hash that its fields give.',
  link_broken: 'link_broken: The event doesn’t follow on the one before it.',
  event_missing: 'event_missing: The event with this number isn’t here.',
  event_unsealed:
    'event_unsealed: An event without a seal is before sealed ones: it was added later, or its seal was removed.',
  removal_forged:
    'removal_forged: A summary of events that were removed by policy isn’t signed with the given public key, or doesn’t fit what is beside it.',
  event_twice: 'event_twice: The event is here twice.',
  order_changed: 'order_changed: The event isn’t in its place: lines were swapped or moved.',
  manifest_missing:
    'manifest_missing: The last line, which signs the others, is missing: the end was cut off.',
  manifest_unsigned: 'manifest_unsigned: The export wasn’t signed: the server had no key.',
  manifest_forged: 'manifest_forged: The last line isn’t signed with the given public key.',
  database_unasked:
    'database_unasked: This isn’t an export: its first line says that it was read from a database. Verify it as one with --database, if that is what you were given.',
  nothing_signed:
    'nothing_signed: No checkpoint here is signed with the given public key, so the whole chain could have been recomputed. Give some with --checkpoints.',
  lines_changed:
    'lines_changed: The lines aren’t those that were signed: some were changed, removed or added.',
  checkpoint_forged: 'checkpoint_forged: A checkpoint isn’t signed with the given public key.',
  checkpoint_differs:
    'checkpoint_differs: A signed checkpoint has another hash for this event: the chain was recomputed.',
  tail_cut:
    'tail_cut: A signed checkpoint covers later events than the log had at the export: its end was cut off.',
};

/** A row that isn't good ends the verification. */
class BadRow extends Error {
  /**
   * @param {keyof typeof reasons} reason
   * @param {number | null} sequence
   * @param {string | null} id
   */
  constructor(reason, sequence = null, id = null) {
    super(reason);
    this.firstBad = { sequence, id, reason: reasons[reason] };
  }
}

/** @param {Record<string, unknown>} event */
const badEvent = ({ sequence, id }) => new BadRow('event_changed', Number(sequence), String(id));

/**
 * At once, if this Node can do that.
 * @param {Buffer} content
 */
const sha256 = (content) =>
  typeof crypto.hash === 'function'
    ? crypto.hash('sha256', content)
    : createHash('sha256').update(content).digest('hex');

const HASH_BYTES = 32;
let bytes = Buffer.alloc(16 * 1024);

/**
 * SHA-256 of a hash and the canonical JSON of the event after it.
 * @param {string} previous
 * @param {string} canonical
 */
function chainHash(previous, canonical) {
  const most = HASH_BYTES + canonical.length * 3;
  if (bytes.length < most) bytes = Buffer.alloc(most);
  bytes.fill(0, 0, HASH_BYTES);
  bytes.write(previous, 0, HASH_BYTES, 'hex');
  const length = bytes.write(canonical, HASH_BYTES, 'utf8');
  return sha256(bytes.subarray(0, HASH_BYTES + length));
}

/** Left out of what is hashed where there are none. */
const OPTIONAL = ['accountId', 'reason', 'ticket'];

/** The links of a chain, in whatever order they come. */
class Chain {
  checked = 0;
  /** @type {number | null} the number of the event that came last */
  last = null;
  /** @type {Map<number, string>} hashes that the event after hasn't been compared with */
  #known = new Map();
  /** @type {Map<number, { previous: string, id: string }>} what the event before has to be */
  #wanted = new Map();
  /** @type {{ sequence: number, hash: string } | null} */
  head = null;

  /** @param {Record<string, unknown>} event */
  add(event) {
    const { hash, previousHash, recordedOutcome, ...record } = event;
    const sequence = Number(event.sequence);
    const id = String(event.id);
    if (recordedOutcome !== undefined) {
      if (record.outcome !== 'unknown') throw badEvent(event);
      record.outcome = recordedOutcome;
    }
    for (const name of OPTIONAL) if (record[name] === null) delete record[name];
    const computed = chainHash(String(previousHash), canonicalJson(record));
    if (computed !== hash) throw badEvent(event);
    this.#link(sequence, id, computed, String(previousHash));
    this.checked += 1;
    this.last = sequence;
    if (sequence > (this.head?.sequence ?? 0)) this.head = { sequence, hash: computed };
  }

  /**
   * @param {number} sequence
   * @param {string} id
   * @param {string} hash
   * @param {string} previous
   */
  #link(sequence, id, hash, previous) {
    const after = this.#wanted.get(sequence);
    if (after && after.previous !== hash) throw new BadRow('link_broken', sequence + 1, after.id);
    if (this.#known.has(sequence)) throw new BadRow('event_twice', sequence, id);
    this.#wanted.delete(sequence);
    if (!after) this.#known.set(sequence, hash);
    const before = sequence === 1 ? NO_HASH : this.#known.get(sequence - 1);
    if (before === undefined) this.#wanted.set(sequence - 1, { previous, id });
    else if (before !== previous) throw new BadRow('link_broken', sequence, id);
    this.#known.delete(sequence - 1);
  }

  /** Numbers that later events follow on and that didn't come. */
  get missing() {
    return [...this.#wanted.keys()].sort((one, other) => one - other);
  }

  /**
   * What was removed: the event after it has to follow on that.
   * @param {{ sequence: number, hash: string }} floor
   */
  followsOn({ sequence, hash }) {
    const after = this.#wanted.get(sequence);
    if (after && after.previous !== hash) throw new BadRow('link_broken', sequence + 1, after.id);
    this.#wanted.delete(sequence);
  }
}

/** Exports are newest first. */
class Order {
  /** @type {Record<string, unknown>[]} the last two lines */
  #before = [];

  /** @param {Record<string, unknown>} event */
  add(event) {
    const [last, secondToLast] = this.#before;
    if (last && isNewer(event, last)) {
      const fits = !secondToLast || isNewer(secondToLast, event);
      const { sequence, id } = fits ? last : event;
      throw new BadRow('order_changed', sequence === null ? null : Number(sequence), String(id));
    }
    this.#before = last ? [event, last] : [event];
  }
}

/** @param {Record<string, unknown>} one @param {Record<string, unknown>} other */
const isNewer = (one, other) => Number(one.position) >= Number(other.position);

/**
 * @param {string} path of an export, or of what `LOG_SQL` read from a database
 * @param {{ keys: PublicKeys, checkpoints?: string, isDatabase?: boolean }} given `checkpoints`:
 * the text of such a file
 * @returns {Promise<ExportVerification>}
 */
export async function verifyExport(path, { keys, checkpoints = '', isDatabase = false }) {
  const chain = new Chain();
  const order = new Order();
  const counts = { removed: 0, unsealed: 0, checkpoints: 0 };
  let signedTo = 0;
  try {
    let expected = readCheckpoints(checkpoints, keys);
    const lines = createHash('sha256');
    /** @type {Record<string, unknown> | null} the last line of an export */
    let manifest = null;
    /** @type {Record<string, unknown> | null} the first line of a database */
    let log = null;
    let count = 0;
    for await (const text of wholeLines(path)) {
      let end = 0;
      for (const line of text.slice(0, -1).split('\n')) {
        if (manifest) throw new BadRow('lines_changed');
        const row = parse(line);
        if (isObject(row.manifest) && !log) {
          manifest = row.manifest;
          continue;
        }
        if (isObject(row.log) && count === 0 && !log) {
          // An export could be passed off as one, without its signature.
          if (!isDatabase) throw new BadRow('database_unasked');
          log = row.log;
          const own = Array.isArray(log.checkpoints) ? log.checkpoints : [];
          const text = [checkpoints, ...own.map((one) => JSON.stringify(one))].join('\n');
          expected = readCheckpoints(text, keys);
          continue;
        }
        end += line.length + 1;
        count += 1;
        if (row.sequence === null) {
          if (chain.last !== null) throw new BadRow('event_unsealed', chain.last, String(row.id));
          counts.unsealed += 1;
        } else {
          if (log && hasInexact(line)) throw badEvent(row);
          chain.add(row);
          const compared = compare(row, expected);
          counts.checkpoints += compared;
          if (compared > 0) signedTo = Number(row.sequence);
        }
        order.add(row);
      }
      lines.update(text.slice(0, end));
    }
    const found = { keys, chain, count, lines: lines.digest('hex'), expected };
    counts.removed = log ? checkDatabase(log, found) : checkManifest(manifest, found);
    if (log && chain.head && signedTo === 0) throw new BadRow('nothing_signed');
    const selection = manifest && selectionOf(manifest);
    return {
      ...{ ok: true, checked: chain.checked, ...counts, head: chain.head },
      ...(log && { isDatabase: true, signedTo }),
      ...(selection && { selection }),
    };
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
    const { firstBad } = error;
    return { ok: false, checked: chain.checked, ...counts, head: chain.head, firstBad };
  }
}

const TEXTS = /"(?:[^"\\]|\\.)*"/g;
const NUMBERS = /-?\d+(?:\.\d+)?/g;

/**
 * PostgreSQL keeps every digit of a number and JavaScript doesn't: one that JavaScript would print
 * differently can't have come from the product.
 * @param {string} line
 */
function hasInexact(line) {
  if (!/\d\.\d|\d{16}/.test(line)) return false;
  const numbers = line.replace(TEXTS, '').match(NUMBERS) ?? [];
  return numbers.some((text) => inDigits(Number(text)) !== text);
}

/**
 * The number without an exponent, as PostgreSQL prints it.
 * @param {number} number
 */
function inDigits(number) {
  const [mantissa = '', exponent] = String(number).split('e');
  if (exponent === undefined) return mantissa;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, '0');
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** In characters, far beyond any event. */
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * The file in parts that each end with a line. Line by line takes far longer.
 * @param {string} path
 * @returns {AsyncGenerator<string>}
 */
async function* wholeLines(path) {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 })) {
    const text = (rest + chunk).replaceAll('\r\n', '\n');
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) yield text.slice(0, end);
    rest = text.slice(end);
    // Each part is joined to the rest before it, so this would take ever longer.
    if (rest.length > LONGEST_LINE) throw new BadRow('not_json');
  }
  if (rest !== '') yield `${rest}\n`;
}

/**
 * @param {string} line
 * @returns {Record<string, unknown>}
 */
function parse(line) {
  try {
    const row = /** @type {unknown} */ (JSON.parse(line));
    if (isObject(row)) return row;
  } catch {
    // Said below.
  }
  throw new BadRow('not_json');
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The hash that each event with a checkpoint must have. A line that a crash cut off is left out.
 * @param {string} text
 * @param {PublicKeys} keys
 */
function readCheckpoints(text, keys) {
  /** @type {Map<number, string>} */
  const expected = new Map();
  for (const line of text.split('\n')) {
    let checkpoint;
    try {
      checkpoint = parse(line);
    } catch {
      continue;
    }
    const sequence = Number(checkpoint.sequence);
    const isOne = checkpoint.type === CHECKPOINT_TYPE && isGenuine(checkpoint, keys);
    if (!isOne) throw new BadRow('checkpoint_forged', sequence);
    const hash = String(checkpoint.hash);
    if ((expected.get(sequence) ?? hash) !== hash) throw new BadRow('checkpoint_differs', sequence);
    expected.set(sequence, hash);
  }
  return expected;
}

/**
 * @param {Record<string, unknown>} event
 * @param {Map<number, string>} expected
 * @returns {number} of checkpoints that it was compared with
 */
function compare({ sequence, hash, id }, expected) {
  const wanted = expected.get(Number(sequence));
  if (wanted === undefined) return 0;
  if (wanted !== hash) throw new BadRow('checkpoint_differs', Number(sequence), String(id));
  return 1;
}

/** @typedef {{ keys: PublicKeys, chain: Chain, count: number, lines: string, expected: Map<number, string> }} Found */

/**
 * @param {Record<string, unknown> | null} manifest
 * @param {Found} found
 */
function checkManifest(manifest, { count, lines, ...found }) {
  const { floor, gap, head, last } = findEnds(manifest, found);
  const isWhole = manifest !== null && isUnfiltered(manifest);
  // Before the signature is checked: it says which one.
  if (isWhole && gap <= head) throw new BadRow('event_missing', gap);
  if (!manifest) throw new BadRow('manifest_missing');
  if (manifest.signature === null) throw new BadRow('manifest_unsigned');
  if (manifest.type !== EXPORT_TYPE || !isGenuine(manifest, found.keys)) {
    throw new BadRow('manifest_forged');
  }
  if (manifest.lines !== lines || manifest.count !== count) throw new BadRow('lines_changed');
  compareEnd(found.expected, Math.max(head, last));
  return floor;
}

/**
 * @param {Record<string, unknown>} log
 * @param {Found} found
 */
function checkDatabase(log, found) {
  const { floor, gap, head, last } = findEnds(log, found);
  if (gap <= head) throw new BadRow('event_missing', gap);
  compareEnd(found.expected, last);
  return floor;
}

/**
 * Where the log begins and ends, and the first number that is missing in between.
 * @param {Record<string, unknown> | null} log
 * @param {Pick<Found, 'keys' | 'chain' | 'expected'>} found
 */
function findEnds(log, { keys, chain, expected }) {
  const floor = checkRemovals(log?.removals, keys, expected);
  chain.followsOn(floor);
  const head = isObject(log?.head) ? Number(log.head.sequence) : 0;
  const last = chain.head?.sequence ?? floor.sequence;
  // Later ones were recorded and sealed while the export was written.
  const gap = chain.missing.find((sequence) => sequence <= head) ?? last + 1;
  return { floor: floor.sequence, gap, head, last };
}

/**
 * @param {Map<number, string>} expected
 * @param {number} end
 */
function compareEnd(expected, end) {
  const latest = [...expected.keys()].reduce((most, one) => Math.max(most, one), 0);
  if (latest > end) throw new BadRow('tail_cut', end + 1);
}

/**
 * Verifies the summaries of removed events and how they follow on each other.
 * @param {unknown} removals of the last line
 * @param {PublicKeys} keys
 * @param {Map<number, string>} expected
 */
function checkRemovals(removals, keys, expected) {
  let floor = { sequence: 0, hash: NO_HASH };
  for (const removal of Array.isArray(removals) ? removals : []) {
    const { sequence, hash } = floor;
    const fits =
      isObject(removal) &&
      removal.type === REMOVAL_TYPE &&
      removal.from === sequence + 1 &&
      removal.previousHash === hash &&
      isGenuine(removal, keys);
    if (!fits) throw new BadRow('removal_forged', sequence + 1);
    floor = { sequence: Number(removal.to), hash: String(removal.lastHash) };
    if ((expected.get(floor.sequence) ?? floor.hash) !== floor.hash) {
      throw new BadRow('checkpoint_differs', floor.sequence);
    }
  }
  return floor;
}

/** @param {Record<string, unknown>} manifest */
function isUnfiltered({ filters, accounts, customers }) {
  const isConfined = accounts !== undefined || customers !== undefined;
  return !isConfined && isObject(filters) && Object.keys(filters).length === 0;
}

/** @param {Record<string, unknown>} manifest */
function selectionOf(manifest) {
  if (isUnfiltered(manifest)) return null;
  const { filters, accounts, customers } = manifest;
  return canonicalJson({
    ...(isObject(filters) && filters),
    ...(accounts !== undefined && { accounts }),
    ...(customers !== undefined && { customers }),
  });
}

/**
 * Text from a file or a database that may be hostile: control characters and those that turn the
 * direction could make a terminal show another verdict.
 * @param {string} text
 */
export function printable(text) {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?').slice(0, 200);
}

/**
 * The result for a person.
 * @param {ExportVerification} result
 */
export function describeExport(result) {
  const { ok, checked, removed, unsealed, checkpoints, head, firstBad } = result;
  const { isDatabase, signedTo, selection } = result;
  if (!ok) {
    const place = firstBad?.sequence === null ? 'the file' : `event ${firstBad?.sequence}`;
    const id = firstBad?.id ? ` (${printable(firstBad.id)})` : '';
    return `NOT OK at ${place}${id}: ${firstBad?.reason}`;
  }
  const parts = [
    isDatabase
      ? `OK: ${checked} events of the database have their hash.`
      : `OK: ${checked} events have their hash, and the signature covers every line.`,
    head && `The last one is event ${head.sequence} with the hash ${head.hash}.`,
    selection && `Only what was exported: ${printable(selection)}. Other events may exist.`,
    removed > 0 &&
      `${removed} before them were removed by policy, and the summaries of those are signed.`,
    checkpoints === 0 && 'No checkpoint was compared.',
    checkpoints > 0 &&
      `${checkpoints} ${checkpoints === 1 ? 'checkpoint agrees' : 'checkpoints agree'}.`,
    isDatabase &&
      head &&
      head.sequence > signedTo &&
      `The last checkpoint is of event ${signedTo}: those after it could have been recomputed.`,
    unsealed > 0 && `${unsealed} ${unsealed === 1 ? 'event wasn’t' : 'events weren’t'} sealed yet.`,
  ];
  return parts.filter(Boolean).join('\n');
}

/** @param {string[]} parameters */
async function main(parameters) {
  const path = parameters[0];
  if (path === '--sql') {
    process.stdout.write(LOG_SQL);
    return 0;
  }
  /** @param {string} name */
  const option = (name) => {
    const place = parameters.indexOf(name);
    return place < 0 ? undefined : parameters[place + 1];
  };
  const [key, checkpoints] = [option('--key'), option('--checkpoints')];
  if (!path || path.startsWith('-') || !key) {
    console.error(USAGE);
    return 2;
  }
  const result = await verifyExport(path, {
    keys: readPublicKeys(readFileSync(key, 'utf8')),
    isDatabase: parameters.includes('--database'),
    checkpoints: checkpoints && readFileSync(checkpoints, 'utf8'),
  });
  console.log(describeExport(result));
  return result.ok ? 0 : 1;
}

const isRunDirectly =
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === realpathSync(fileURLToPath(import.meta.url));
if (isRunDirectly) {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (/** @type {unknown} */ error) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exitCode = 2;
    },
  );
}
