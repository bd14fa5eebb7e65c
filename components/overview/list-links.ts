'use client';

import { useAccountChoiceOf } from '@/components/account-choice/account-choice';
import type { Overview } from '@/lib/contract/overview';

/** The path of a list, with the account that the overview's numbers are from. */
export type ListLink = (path: string) => string;

/** With several accounts, a list would show the one last selected, not what was counted. */
export function useListLinks(overview: Overview): ListLink {
  const users = useAccountChoiceOf('remotepc', null);
  const devices = useAccountChoiceOf('remoteit', null);
  return (path) => {
    const isDevices = path.startsWith('/devices');
    const { offered } = isDevices ? devices : users;
    const part = isDevices ? overview.devices : overview.seats;
    if (offered.length === 0 || !part.isAvailable) return path;
    return `${path}&${new URLSearchParams({ account: part.accountId })}`;
  };
}
