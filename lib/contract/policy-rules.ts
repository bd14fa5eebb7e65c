import type { AccountPolicy } from '@/lib/contract/policy';

/**
 * What is wrong with a reason, as a sentence; null if it is valid. Used by the form and the
 * handler.
 */
export function reasonFault(policy: AccountPolicy, reason: string | undefined): string | null {
  if (!policy.reasonRequired) return null;
  const given = reason?.trim() ?? '';
  const least = policy.reasonMinLength;
  if (given === '') return `Enter a reason of at least ${least} characters.`;
  if ([...given].length < least) return `The reason must have at least ${least} characters.`;
  const characters = new Set([...given].filter((character) => /[\p{L}\p{N}]/u.test(character)));
  return characters.size < 2 && least > 1 ? 'Enter a reason in words.' : null;
}

/** What is wrong with a ticket, as a sentence; null if it is valid. */
export function ticketFault(policy: AccountPolicy, ticket: string | undefined): string | null {
  const { ticketPattern } = policy;
  if (ticketPattern === null) return null;
  const given = ticket?.trim() ?? '';
  if (given === '') return `Enter a ticket in the format ${ticketPattern}.`;
  if (matchesTicketPattern(ticketPattern, given)) return null;
  return `The ticket doesn’t match the format ${ticketPattern}.`;
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/**
 * Whether the policy blocks sign-in as this user, by address or by domain. What it costs doesn't
 * depend on how many are blocked: a filter asks for each of 100,000 users.
 */
export function isBlockedCustomer(
  { blockedCustomers }: Pick<AccountPolicy, 'blockedCustomers'>,
  username: string,
): boolean {
  const blocked = sets.get(blockedCustomers) ?? new Set(blockedCustomers);
  sets.set(blockedCustomers, blocked);
  if (blocked.size === 0) return false;
  if (blocked.has(username)) return true;
  // The host, and every domain that it is in.
  for (let host = username.slice(username.lastIndexOf('@') + 1); ;) {
    if (blocked.has(host)) return true;
    const dot = host.indexOf('.');
    if (dot === -1) return false;
    host = host.slice(dot + 1);
  }
}

const DIGIT = /^\d$/;
const LETTER_OR_DIGIT = /^[a-z0-9]$/;
const IN_A_RUN = /^[a-z0-9._/-]$/;

/**
 * Whether a ticket matches a pattern: `#` is a digit, `?` a letter or digit, `*` one or more
 * letters, digits and `- _ . /`; everything else is literal, ignoring case. Not an administrator's
 * regular expression: all positions are tried at once, so no pattern is slow.
 */
export function matchesTicketPattern(pattern: string, ticket: string): boolean {
  const signs = [...pattern.toLowerCase()];
  let places = new Set([0]);
  for (const character of ticket.toLowerCase()) {
    const next = new Set<number>();
    for (const place of places) {
      const sign = signs[place];
      if (sign === undefined || !fits(sign, character)) continue;
      next.add(place + 1);
      if (sign === '*') next.add(place);
    }
    places = next;
  }
  return places.has(signs.length);
}

function fits(sign: string, character: string): boolean {
  if (sign === '#') return DIGIT.test(character);
  if (sign === '?') return LETTER_OR_DIGIT.test(character);
  if (sign === '*') return IN_A_RUN.test(character) || character === '_';
  return sign === character;
}
