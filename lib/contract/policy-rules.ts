import type { AccountPolicy } from '@/lib/contract/policy';
import { matchesTicketPattern } from './ticket-pattern';

/** What is wrong with a reason, as a sentence; null: it will do. The form and the handler ask alike. */
export function reasonFault(policy: AccountPolicy, reason: string | undefined): string | null {
  if (!policy.reasonRequired) return null;
  const given = reason?.trim() ?? '';
  const least = policy.reasonMinLength;
  if (given === '') return `Say why you sign in, in at least ${least} characters.`;
  if ([...given].length < least) return `The reason needs at least ${least} characters.`;
  const characters = new Set([...given].filter((character) => /[\p{L}\p{N}]/u.test(character)));
  return characters.size < 2 && least > 1 ? 'Give a reason in words.' : null;
}

/** What is wrong with a ticket, as a sentence; null: it will do. */
export function ticketFault(policy: AccountPolicy, ticket: string | undefined): string | null {
  const { ticketPattern } = policy;
  if (ticketPattern === null) return null;
  const given = ticket?.trim() ?? '';
  if (given === '') return `A ticket is needed, of the form ${ticketPattern}.`;
  if (matchesTicketPattern(ticketPattern, given)) return null;
  return `The ticket isn’t of the form ${ticketPattern}.`;
}

/** Whether the policy keeps everybody out of a customer's account: by address, or by domain. */
export function isBlockedCustomer(policy: AccountPolicy, username: string): boolean {
  const host = username.slice(username.lastIndexOf('@') + 1);
  return policy.blockedCustomers.some(
    (blocked) => blocked === username || blocked === host || host.endsWith(`.${blocked}`),
  );
}
