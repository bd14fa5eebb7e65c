'use client';

import { useGo } from '@/components/ui/unsaved';
import { enterList, useKeys } from '@/components/ui/use-keys';
import { keyNames, keyTable } from '@/lib/shared/keys';
import { allowed, navItems } from './nav-links';
import { useAccountLinks } from './use-shell-accounts';

/** Whether the person may open the page; one that isn't in the navigation is for everyone. */
export function mayOpen(href: string, permissions: readonly string[]): boolean {
  const item = navItems.find((one) => one.href === href);
  return !item || allowed([item], permissions).length > 0;
}

type ShellKeys = {
  permissions: readonly string[];
  togglePalette: () => void;
  showKeys: () => void;
};

/** The keys of every page. */
export function useShellKeys({ permissions, togglePalette, showKeys }: ShellKeys) {
  const go = useGo();
  const withAccount = useAccountLinks();
  const pages = keyNames.flatMap((name) => {
    const { href } = keyTable[name];
    if (!href || !mayOpen(href, permissions)) return [];
    return [[name, () => go(withAccount(href))] as const];
  });
  useKeys({
    palette: togglePalette,
    help: showKeys,
    next: enterList,
    previous: enterList,
    ...Object.fromEntries(pages),
  });
}
