import 'server-only';
import { normalizeEmail } from '@/lib/contract/common';
import type { UpstreamUser } from '@/lib/contract/users';
import { vendorText } from '@/lib/server/upstreams/channel/request-json';
import { inviteRowSchema } from './envelope';

/** One row's result. `word` is the upstream's status as received, trimmed and shortened. */
export type InviteAnswer = {
  email: string;
  status: 'invited' | 'already_invited' | 'exists' | 'unknown';
  word: string;
};

/**
 * The user list without duplicates. Parsed by hand: a schema library needs seconds for the 100,000
 * rows that may arrive. A row with a username is kept whatever else it has, and unreadable values
 * become null; a row without one can't be identified and is dropped. The first of two rows with the
 * same email is kept; one that had to be cleaned comes last, so that it replaces no other user.
 */
export function toUpstreamUsers(rows: readonly unknown[]): UpstreamUser[] {
  const users = new Map<string, UpstreamUser>();
  const cleaned: UpstreamUser[] = [];
  const keep = (user: UpstreamUser) => {
    if (!users.has(user.username)) users.set(user.username, user);
  };
  for (const row of rows) {
    const user = toUpstreamUser(row);
    if (user === null) continue;
    if (isClean((row as { username?: unknown }).username)) keep(user);
    else cleaned.push(user);
  }
  cleaned.forEach(keep);
  return [...users.values()];
}

/** Whether a name is already spelled as it will be stored, except for surrounding white space. */
function isClean(username: unknown): boolean {
  if (typeof username !== 'string') return false;
  const name = username.trim();
  return vendorText(name) === name;
}

function toUpstreamUser(row: unknown): UpstreamUser | null {
  if (typeof row !== 'object' || row === null) return null;
  const wire = row as Record<string, unknown>;
  const username = toUserKey(wire.username);
  if (username === null) return null;
  return {
    username,
    seats: toCount(wire.alloted_computers),
    seatsUsed: toCount(wire.utilized_computers),
    isActive: toBoolean(wire.isActive),
    createdOn: toDay(wire.created_date),
    ...(wire.username !== username && { listedAs: String(wire.username) }),
  };
}

// In lower case, an address like this is its own normal form; nearly all are, and full
// normalization costs a URL parse each.
const PLAIN_ADDRESS =
  /^[a-z0-9_+%-]{1,64}(?:\.[a-z0-9_+%-]{1,64})*@(?:[a-z0-9]{1,63}(?:-[a-z0-9]{1,63})*\.)+[a-z]{2,}$/;

/** The key of a user. A name that isn't an email address is kept, in lower case. */
export function toUserKey(username: unknown): string | null {
  if (typeof username !== 'string' || username.length > 1_000) return null;
  const folded = username.toLowerCase();
  if (folded.length <= 64 && PLAIN_ADDRESS.test(folded)) return folded;
  const clean = vendorText(username).trim();
  const key = normalizeEmail(clean) ?? vendorText(clean.toLowerCase());
  return key === '' ? null : key;
}

function toCount(value: unknown): number | null {
  const count = typeof value === 'string' && /^ *\d{1,9} *$/.test(value) ? Number(value) : value;
  if (typeof count !== 'number') return null;
  return Number.isSafeInteger(count) && count >= 0 ? count + 0 : null;
}

function toBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return null;
  const word = value.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : null;
}

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Wire `MM-DD-YYYY` → `YYYY-MM-DD`; null unless that day exists. */
export function toDay(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const match = /^(\d{2})-(\d{2})-(\d{4})$/.exec(value.trim());
  if (match === null) return null;
  const [, month = '', day = '', year = ''] = match;
  const daysInMonth = DAYS_IN_MONTH[Number(month) - 1] ?? 0;
  if (Number(day) < 1 || Number(day) > daysInMonth || year === '0000') return null;
  if (month === '02' && day === '29' && !isLeapYear(Number(year))) return null;
  return `${year}-${month}-${day}`;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const inviteStatuses: Record<string, InviteAnswer['status']> = {
  INVITED: 'invited',
  ALREADY_INVITED: 'already_invited',
  EXISTS: 'exists',
};

/**
 * Matches a batch's response to the request, by normalized email, in the requested order. An email
 * missing from the reply is missing here too; one that wasn't requested is dropped. Of several
 * results for one email, the first with a known status wins, otherwise the first.
 */
export function toInviteAnswers(
  rows: readonly unknown[],
  emails: readonly string[],
  toWord: (value: unknown) => string | undefined,
): InviteAnswer[] {
  const asked = new Map(emails.map((email) => [toUserKey(email) ?? email, email]));
  const answers = new Map<string, InviteAnswer>();
  for (const row of rows) {
    const parsed = inviteRowSchema.safeParse(row);
    const key = parsed.success ? toUserKey(parsed.data.username) : null;
    // A mangled name identifies no one: the row it may mean stays unconfirmed.
    if (!parsed.success || key === null || !isClean(parsed.data.username)) continue;
    const word = toWord(parsed.data.status) ?? '';
    const status = Object.hasOwn(inviteStatuses, word.toUpperCase())
      ? inviteStatuses[word.toUpperCase()]
      : undefined;
    const known = answers.get(key);
    if (known === undefined || (known.status === 'unknown' && status !== undefined)) {
      answers.set(key, { email: key, status: status ?? 'unknown', word });
    }
  }
  return [...asked.keys()].flatMap((key) => answers.get(key) ?? []);
}
