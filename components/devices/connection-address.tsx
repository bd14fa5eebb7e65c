import { ExternalLink } from 'lucide-react';
import { CopyButton } from '@/components/ui/copy-button';
import { cn } from '@/lib/client/cn';
import type { Connection } from '@/lib/contract/devices';

type ConnectionAddressProps = {
  connection: Connection;
  /** Shown whole, over several lines if need be. */
  isWhole?: boolean;
};

/** What to do with a connection: the link to open, or the command to copy. */
export function ConnectionAddress({ connection, isWhole = false }: ConnectionAddressProps) {
  const { url, command, host } = connection;
  const text = url ?? command ?? host;
  if (text === null) {
    return <span className="text-12 text-muted">The address is shown to technicians</span>;
  }
  const wrap = isWhole ? 'break-all' : 'truncate';
  return (
    <span className="flex min-w-0 items-center gap-1">
      {url ? (
        <a
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          className="flex min-w-0 items-center gap-1.5 rounded-tag text-accent-text hover:underline hover:underline-offset-2"
        >
          <span className={cn('font-mono text-12', wrap)}>{url}</span>
          <ExternalLink aria-hidden className="size-3.5 shrink-0" />
          <span className="sr-only">(opens in a new tab)</span>
        </a>
      ) : (
        <code title={text} className={cn('min-w-0 font-mono text-12', wrap)}>
          {text}
        </code>
      )}
      <CopyButton text={text} what={url ? 'the link' : 'the command'} className="-my-1" />
    </span>
  );
}
