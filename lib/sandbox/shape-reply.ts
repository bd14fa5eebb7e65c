import type { Fault, RowChoice } from './fault';
import { emptyReply, htmlReply, type Reply } from './reply';

type Row = Record<string, unknown>;

const gatewayPage =
  '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>' +
  '<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>\n';

/** Whether the answer was never written by the application behind it. */
export function replacesReply(fault: Fault): boolean {
  return (
    !reshapes(fault) &&
    (fault.status !== undefined ||
      fault.body !== undefined ||
      fault.html !== undefined ||
      fault.retryAfter !== undefined ||
      fault.redirectTo !== undefined)
  );
}

function reshapes(fault: Fault): boolean {
  return (
    fault.envelope !== undefined ||
    fault.nullAt !== undefined ||
    fault.messageAsString !== undefined ||
    fault.dropRows !== undefined ||
    fault.duplicateRows !== undefined ||
    fault.extraRows !== undefined ||
    fault.reorderRows !== undefined ||
    fault.upperCaseRows !== undefined ||
    fault.renameStatus !== undefined
  );
}

/**
 * Turns the application's answer into the faulty one. Without a real answer (the request took no
 * effect) `documented` provides the body that the upstream documents for a status.
 */
export function shapeReply(
  fault: Fault,
  real: Reply | undefined,
  documented: (status: number) => Reply,
): Reply {
  const status = fault.status ?? impliedStatus(fault);
  let reply = real ?? (status === 200 ? emptyReply(200) : documented(status ?? 500));
  if (reshapes(fault)) reply = { ...reply, body: reshapeBody(fault, reply.body) };
  if (fault.redirectTo !== undefined) reply = emptyReply(302);
  if (fault.html) reply = htmlReply(502, gatewayPage);
  if (fault.body !== undefined) {
    const headers = real?.headers ?? { 'content-type': 'application/json' };
    reply = { status: 200, headers, body: fault.body, effect: false };
  }

  const headers = { ...reply.headers };
  if (fault.retryAfter !== undefined) headers['retry-after'] = fault.retryAfter;
  if (fault.redirectTo !== undefined) headers['location'] = fault.redirectTo;
  for (const [name, value] of Object.entries(fault.headers ?? {})) {
    headers[name.toLowerCase()] = value;
  }
  return { ...reply, status: fault.httpStatus ?? status ?? reply.status, headers };
}

function impliedStatus(fault: Fault): number | undefined {
  if (fault.retryAfter !== undefined) return 429;
  if (fault.redirectTo !== undefined) return 302;
  if (fault.html) return 502;
  return undefined;
}

function reshapeBody(fault: Fault, body: string | Buffer): string {
  const text = body.toString();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return text;
  }
  if (!isRow(json)) return text;

  let next = withRows(json, (rows) => reshapeRows(fault, rows));
  if (fault.messageAsString) next = { ...next, message: JSON.stringify(next['message']) };
  if (fault.nullAt) next = withNulls(next, fault.nullAt);
  next = { ...next, ...fault.envelope };
  const written = JSON.stringify(next);
  // remote.it writes JSON as PHP does; a reshaped answer does too.
  return text.includes('\\/') ? written.replaceAll('/', '\\/') : written;
}

/** As GraphQL answers if some of its resolvers fail: the rest is returned. */
function withNulls(json: Row, paths: NonNullable<Fault['nullAt']>): Row {
  for (const path of paths) {
    let parent: unknown = json['data'];
    for (const name of path.slice(0, -1)) parent = (parent as Row | undefined)?.[name];
    const last = path.at(-1);
    if (typeof parent === 'object' && parent !== null && last !== undefined) {
      (parent as Row)[last] = null;
    }
  }
  return { ...json, errors: paths.map((path) => ({ message: 'Internal error', path })) };
}

/** Finds the rows of an invite's answer, a user list or a device list, and replaces them. */
function withRows(json: Row, change: (rows: Row[]) => Row[]): Row {
  const message = json['message'];
  if (Array.isArray(message)) return { ...json, message: change(message.filter(isRow)) };
  if (isRow(message) && Array.isArray(message['resellerUsersList'])) {
    const rows = message['resellerUsersList'].filter(isRow);
    return { ...json, message: { ...message, resellerUsersList: change(rows) } };
  }
  const { data } = json;
  if (isRow(data)) {
    const { login } = data;
    const devices = isRow(login) ? login['devices'] : undefined;
    if (!isRow(login) || !isRow(devices) || !Array.isArray(devices['items'])) return json;
    const items = change(devices['items'].filter(isRow));
    return { ...json, data: { ...data, login: { ...login, devices: { ...devices, items } } } };
  }
  if (Array.isArray(json['devices'])) {
    return { ...json, devices: change(json['devices'].filter(isRow)) };
  }
  return json;
}

function reshapeRows(fault: Fault, rows: Row[]): Row[] {
  let next = rows;
  if (fault.renameStatus !== undefined) {
    const rename = fault.renameStatus;
    next = next.map((row) => {
      const status = String(row['status']);
      return { ...row, status: typeof rename === 'string' ? rename : (rename[status] ?? status) };
    });
  }
  if (fault.dropRows !== undefined) {
    const isDropped = chosenBy(fault.dropRows);
    next = next.filter((row, index) => !isDropped(row, index));
  }
  if (fault.duplicateRows !== undefined) {
    const isDoubled = chosenBy(fault.duplicateRows);
    next = next.flatMap((row, index) => (isDoubled(row, index) ? [row, row] : [row]));
  }
  if (fault.extraRows !== undefined) next = [...next, ...fault.extraRows];
  if (fault.upperCaseRows) next = next.map(upperCaseName);
  if (fault.reorderRows) next = next.toReversed();
  return next;
}

function chosenBy(choice: RowChoice): (row: Row, index: number) => boolean {
  if (typeof choice === 'number') return (_row, index) => index < choice;
  const names = new Set(choice.map((name) => name.toLowerCase()));
  return (row) =>
    names.has(String(row['username'] ?? row['deviceaddress'] ?? row['id']).toLowerCase());
}

function upperCaseName(row: Row): Row {
  const key = 'username' in row ? 'username' : 'deviceaddress' in row ? 'deviceaddress' : 'id';
  return { ...row, [key]: String(row[key]).toUpperCase() };
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
