import 'server-only';
import type { Transaction } from '@/lib/server/db/client';
import { may } from '@/lib/server/policies/permissions';
import { listStandings, type Standing } from '@/lib/server/policies/standing';

type Reader = Pick<Transaction, 'select'>;

/** Everyone on the team who can sign in and may decide requests, with what else they may do. */
export async function listDeciders(tx: Reader): Promise<Standing[]> {
  return (await listStandings(tx)).filter((person) => may(person, 'approvals.decide'));
}

/** Those who could approve any change of the settings: they see all accounts, too. */
export async function listSettingsDeciders(tx: Reader): Promise<Standing[]> {
  return (await listDeciders(tx)).filter(
    (person) =>
      person.accountIds === null &&
      person.customerIds === null &&
      may(person, 'accounts.write') &&
      may(person, 'staff.write'),
  );
}

/** `ann+desk@x.example` gets its mail where `ann@x.example` does: one person, as far as is known. */
export function isSameMailbox(one: string, other: string): boolean {
  return mailboxOf(one) === mailboxOf(other);
}

export function mailboxOf(email: string): string {
  const at = email.lastIndexOf('@');
  const [name = ''] = email.slice(0, at).split('+');
  return `${name}${email.slice(at)}`.toLowerCase();
}
