'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { createContext, use, useMemo, useState, type ReactNode } from 'react';
import { FilterChip } from '@/components/ui/filter-chip';
import {
  accountsOf,
  ALL,
  choicesCookie,
  noChoices,
  togetherOf,
  type AccountChoices,
  type ShownAccount,
  type Upstream,
} from '@/lib/shared/account-choice';

type Known = {
  accounts: readonly ShownAccount[];
  remembered: AccountChoices;
  remember: (upstream: Upstream, choice: string) => void;
};

/** Without a provider, there is nothing to choose from. */
const KnownAccounts = createContext<Known>({
  accounts: [],
  remembered: noChoices,
  remember: () => undefined,
});

type AccountsProviderProps = {
  personId: string;
  accounts: readonly ShownAccount[];
  /** From the cookie, without what can't be selected any more. */
  remembered: AccountChoices;
  children: ReactNode;
};

/** The accounts that the person may see, and which of them they last selected. */
export function AccountsProvider(props: AccountsProviderProps) {
  const { personId, accounts, children } = props;
  const [remembered, setRemembered] = useState(props.remembered);
  const known = useMemo(
    () => ({
      accounts,
      remembered,
      remember: (upstream: Upstream, choice: string) => {
        const next = { ...remembered, [upstream]: choice };
        document.cookie = choicesCookie(personId, next, location.protocol === 'https:');
        setRemembered(next);
      },
    }),
    [personId, accounts, remembered],
  );
  return <KnownAccounts value={known}>{children}</KnownAccounts>;
}

/** The accounts of both vendors that the person may see. */
export function useAccounts(): readonly ShownAccount[] {
  return use(KnownAccounts).accounts;
}

export type AccountChoice = {
  /** As `?account=` has it; null: the vendor's default account. */
  account: string | null;
  /** What is selected: the id of an account, or `all`. */
  chosen: string | null;
  /** What was last selected, whatever the page's URL says. */
  remembered: string | null;
  /** Rows of several accounts are listed together. */
  isAll: boolean;
  /** The vendor's accounts if there are several; with one, there is no choice. */
  offered: readonly ShownAccount[];
  /** Of these, those that `all` means. */
  together: readonly ShownAccount[];
  /** Never what a link says: anyone can write one. */
  nameOf: (accountId: string) => string;
  /** Keeps the choice for pages whose URL names no account. */
  remember: (choice: string) => void;
};

/** Which account of the vendor a page shows, if its URL says `named`. */
export function useAccountChoiceOf(upstream: Upstream, named: string | null): AccountChoice {
  const { accounts, remembered, remember } = use(KnownAccounts);
  return useMemo(() => {
    const usable = accountsOf(accounts, upstream);
    const together = togetherOf(accounts, upstream);
    const account = named ?? remembered[upstream];
    return {
      account,
      chosen: account ?? usable.find(({ isDefault }) => isDefault)?.id ?? null,
      remembered: remembered[upstream],
      isAll: account === ALL && together.length > 1,
      offered: usable.length > 1 ? usable : [],
      together,
      nameOf: (accountId: string) =>
        usable.find(({ id }) => id === accountId)?.name ?? 'Unknown account',
      remember: (choice: string) => remember(upstream, choice),
    };
  }, [accounts, remembered, remember, upstream, named]);
}

/** The same by the page's URL. */
export function useAccountChoice(upstream: Upstream): AccountChoice {
  const [named] = useQueryState('account', parseAsString);
  return useAccountChoiceOf(upstream, named);
}

type AccountChipProps = { choice: AccountChoice; onChange: (account: string) => void };

/** The account as a filter: the same choice as in the account switcher. */
export function AccountChip({ choice, onChange }: AccountChipProps) {
  const { offered, together, chosen } = choice;
  if (offered.length === 0 || together.length < 2) return null;
  return (
    <FilterChip
      label="Account"
      value={chosen}
      options={offered.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(account) => {
        choice.remember(account ?? ALL);
        onChange(account ?? ALL);
      }}
    />
  );
}
