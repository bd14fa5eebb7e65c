'use client';

import { useAccountChoiceOf } from './account-choice';

/** After a user's address, as in "ann@x.example in North"; nothing if there is only one account. */
export function InAccount({ accountId }: { accountId: string }) {
  const { offered, nameOf } = useAccountChoiceOf('remotepc', null);
  if (offered.length === 0) return null;
  return <span className="text-muted"> in {nameOf(accountId)}</span>;
}
