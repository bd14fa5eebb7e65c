import 'server-only';
import { hash } from 'node:crypto';

/** What `JSON.stringify` escapes; half of a surrogate pair can't be stored. */
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** As `JSON.stringify`, in half the time for most texts. */
function quote(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/**
 * RFC 8785: members sorted by their UTF-16 code units, no white space, numbers and strings as
 * `JSON.stringify` writes them, which is what that standard refers to.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members: Record<string, unknown> = value as Record<string, unknown>;
  let text = '';
  // Without a comparator, `sort` is by code units, and several times as fast.
  for (const name of Object.keys(members).sort()) {
    const member = members[name];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${quote(name)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/** An event with its place in the chain: every column of its row. */
export type SealedRecord = {
  sequence: number;
  /** `audit_events.sequence` */
  position: number;
  id: string;
  /** Milliseconds since 1970; something else only if someone changed it. */
  atMs: number;
  accountId: string | null;
  actorId: string;
  actorEmail: string;
  action: string;
  target: string | null;
  outcome: string;
  reason: string | null;
  ticket: string | null;
  requestId: string;
  ip: string | null;
  /** As PostgreSQL prints it. */
  details: string;
};

const LATEST_MS = 8.64e15;

/**
 * The canonical JSON of an event as an export has it: what is null in some columns is left out. It
 * is written down member by member, because a million events are verified at a time. A test
 * compares it with `canonicalJson`.
 */
export function canonicalEvent(event: SealedRecord): string {
  const { accountId, reason, ticket, atMs } = event;
  const at = Math.abs(atMs) <= LATEST_MS ? new Date(atMs).toISOString() : String(atMs);
  const details = event.details === '{}' ? '{}' : canonicalJson(parseDetails(event.details));
  const account = accountId === null ? '' : `"accountId":${quote(accountId)},`;
  const actor = `{"email":${quote(event.actorEmail)},"id":${quote(event.actorId)}}`;
  const start = `{${account}"action":${quote(event.action)},"actor":${actor},"at":"${at}"`;
  const place = `"ip":${orNull(event.ip)},"outcome":${quote(event.outcome)},"position":${event.position}`;
  const why = reason === null ? '' : `"reason":${quote(reason)},`;
  const call = `${why}"requestId":${quote(event.requestId)},"sequence":${event.sequence}`;
  const end = `"target":${orNull(event.target)}${ticket === null ? '' : `,"ticket":${quote(ticket)}`}}`;
  return `${start},"details":${details},"id":${quote(event.id)},${place},${call},${end}`;
}

const orNull = (text: string | null) => (text === null ? 'null' : quote(text));

/** A fraction, or so many digits that JavaScript may round. */
const MAY_BE_INEXACT = /\d\.\d|\d{16}/;
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?/g;

/**
 * PostgreSQL keeps every digit of a number and JavaScript doesn't. One that JavaScript would print
 * differently can't have come from us; it becomes text, so that a changed last digit is noticed.
 */
function parseDetails(details: string): unknown {
  if (!MAY_BE_INEXACT.test(details)) return JSON.parse(details);
  const exact = details.replace(TOKENS, (token) =>
    token.startsWith('"') || inDigits(Number(token)) === token
      ? token
      : JSON.stringify(`number ${token}`),
  );
  return JSON.parse(exact);
}

/** The number without an exponent, as PostgreSQL prints it. */
function inDigits(number: number): string {
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

/** In front of the first event. */
export const NO_HASH = '0'.repeat(64);
const HASH_BYTES = 32;

/** The hashes of a chain, one after another: SHA-256 of the hash before and the canonical bytes. */
export class HashChain {
  #bytes = Buffer.alloc(16 * 1024);

  constructor(public head: string = NO_HASH) {}

  add(canonical: string): string {
    const most = HASH_BYTES + canonical.length * 3;
    if (this.#bytes.length < most) this.#bytes = Buffer.alloc(most);
    this.#bytes.write(this.head, 0, 'hex');
    const length = this.#bytes.write(canonical, HASH_BYTES, 'utf8');
    this.head = hash('sha256', this.#bytes.subarray(0, HASH_BYTES + length), 'hex');
    return this.head;
  }
}
