'use client';

import { usePathname } from 'next/navigation';
import { parseAsInteger, parseAsString, useQueryState, useQueryStates } from 'nuqs';
import { useAccountChoiceOf, type AccountChoice } from '@/components/account-choice/account-choice';
import { useGo } from '@/components/ui/unsaved';
import { ALL, type Upstream } from '@/lib/shared/account-choice';

export const upstreams = ['remotepc', 'remoteit'] as const;
export const vendors: Record<Upstream, string> = { remotepc: 'RemotePC', remoteit: 'remote.it' };

/** Pages whose URL may name an account: lists, and those that make something new. */
const listPaths = ['/users', '/invitations', '/devices'];
const newPaths = ['/users/new', '/users/passwords', '/invitations/new'];
const homes: Record<Upstream, string> = { remotepc: '/users', remoteit: '/devices' };

/** Whose accounts a page is about. */
function upstreamOf(path: string): Upstream | null {
  const isBelow = (start: string) => path === start || path.startsWith(`${start}/`);
  if (isBelow('/devices')) return 'remoteit';
  return isBelow('/users') || isBelow('/invitations') ? 'remotepc' : null;
}

export type ShellAccounts = {
  /** Whose accounts this page is about; null: no vendor's in particular. */
  current: Upstream | null;
  choices: Record<Upstream, AccountChoice>;
};

/** What is selected of each vendor, on whichever page the person is. */
export function useShellAccounts(): ShellAccounts {
  const current = upstreamOf(usePathname());
  const [named] = useQueryState('account', parseAsString);
  const remotepc = useAccountChoiceOf('remotepc', current === 'remotepc' ? named : null);
  const remoteit = useAccountChoiceOf('remoteit', current === 'remoteit' ? named : null);
  return { current, choices: { remotepc, remoteit } };
}

/** The path of a page, with or without filters, with the account that is selected, if there is a choice. */
export function useAccountLinks(): (path: string) => string {
  const isNew = newPaths.includes(usePathname());
  const { choices } = useShellAccounts();
  return (path) => {
    const [pathname = path, query] = path.split('?');
    const upstream = upstreamOf(pathname);
    if (!upstream) return path;
    const { offered, remembered, account } = choices[upstream];
    // Where something new is made, the URL says in which account, not what to list afterwards.
    const kept = isNew ? (remembered ?? account) : account;
    const isOffered = offered.length > 0 && (kept === ALL || offered.some(({ id }) => id === kept));
    if (!kept || !isOffered) return path;
    const parameters = new URLSearchParams(query);
    parameters.set('account', kept);
    return `${pathname}?${parameters}`;
  };
}

/** Selects an account: in place where the page is about one, otherwise by opening its list. */
export function useSelectAccount(): (upstream: Upstream, choice: string) => void {
  const path = usePathname();
  const go = useGo();
  const { choices } = useShellAccounts();
  // Another account has other pages and other rows.
  const [, setInUrl] = useQueryStates(
    {
      account: parseAsString,
      page: parseAsInteger,
      user: parseAsString,
      userAccount: parseAsString,
      do: parseAsString,
    },
    { shallow: true, history: 'push' },
  );
  return (upstream, choice) => {
    choices[upstream].remember(choice);
    if (upstreamOf(path) !== upstream) {
      go(`${homes[upstream]}?${new URLSearchParams({ account: choice })}`);
    } else if (listPaths.includes(path) || newPaths.includes(path)) {
      const nothing = { page: null, user: null, userAccount: null, do: null };
      void setInUrl({ account: choice, ...nothing });
    } else {
      const list = listPaths.find((start) => path.startsWith(`${start}/`)) ?? homes[upstream];
      go(`${list}?${new URLSearchParams({ account: choice })}`);
    }
  };
}

/** The vendors of whose data the page shows only what a sandbox made up. */
export function useSandboxVendors(): string[] {
  const { current, choices } = useShellAccounts();
  const isSandbox = (upstream: Upstream) => {
    const { offered, chosen, together } = choices[upstream];
    const selected = upstream === current && offered.find(({ id }) => id === chosen);
    const shown = selected ? [selected] : together;
    return shown.length > 0 && shown.every((account) => account.isSandbox);
  };
  if (current && !isSandbox(current)) return [];
  return upstreams.filter(isSandbox).map((upstream) => vendors[upstream]);
}
