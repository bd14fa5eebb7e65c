'use client';

import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { useOutgoingAddress } from './queries';

/** This server's public address for a vendor's allowlist, looked up only when asked for. */
export function OutgoingAddress() {
  const { mutate, isPending, data, error } = useOutgoingAddress();
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-2" aria-live="polite">
      {data ? (
        <span className="flex flex-wrap items-center gap-1">
          This server’s address:
          <code className="rounded-tag bg-surface px-1.5 font-mono text-12">{data.address}</code>
          <CopyButton text={data.address} what="address" />
        </span>
      ) : (
        <Button type="button" size="sm" isPending={isPending} onClick={() => mutate()}>
          Find this server’s address
        </Button>
      )}
      {error && <span className="text-bad-text">{error.detail}</span>}
    </div>
  );
}
