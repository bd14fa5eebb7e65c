import 'server-only';
import { cookies } from 'next/headers';
import type { UpstreamName } from '@/lib/contract/accounts';
import type { Actor, Scope } from '@/lib/server/actor';
import {
  noChoices,
  offeredChoices,
  readChoices,
  type AccountChoices,
} from '@/lib/shared/account-choice';
import { listAccounts } from './accounts';

/** For pages: what this person last selected in the account switcher, if they still can. */
export async function rememberedAccounts(
  actor: Scope & Pick<Actor, 'id'>,
): Promise<AccountChoices> {
  const choices = readChoices(await cookies(), actor.id);
  return choices ? offeredChoices(await listAccounts(actor), choices) : noChoices;
}

/** The account a page shows: the one in its URL, or the remembered one; null: the default. */
export async function accountOnPage(
  actor: Scope & Pick<Actor, 'id'>,
  upstream: UpstreamName,
  named: string | null,
): Promise<string | null> {
  return named ?? (await rememberedAccounts(actor))[upstream];
}
