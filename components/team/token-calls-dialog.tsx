'use client';

import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ClockTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import type { ApiToken } from '@/lib/contract/tokens';
import { tokenCallsQuery } from './token-queries';

type TokenCallsDialogProps = { token: ApiToken; onClose: () => void };

/** The last hundred calls with a token. */
export function TokenCallsDialog({ token, onClose }: TokenCallsDialogProps) {
  const query = useQuery(tokenCallsQuery(token.id));
  const items = query.data?.items;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Last calls with ${token.name}`}
      description="The last 100. What they changed is in the audit log."
      size="md"
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      {items && items.length > 0 ? (
        <table className="w-full border-collapse text-13">
          <thead>
            <tr className="border-b border-line text-left text-12 text-muted">
              <th scope="col" className="py-1 pr-3 font-medium">
                Time
              </th>
              <th scope="col" className="py-1 pr-3 font-medium">
                Route
              </th>
              <th scope="col" className="py-1 text-right font-medium">
                Status
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ at, method, route, status }, place) => (
              <tr key={place} className="border-b border-line align-top last:border-0">
                <td className="py-1.5 pr-3 whitespace-nowrap text-muted">
                  <ClockTime at={at} hasDay />
                </td>
                <td className="py-1.5 pr-3">
                  <code className="font-mono text-12 wrap-anywhere">
                    {method} {route}
                  </code>
                </td>
                <td
                  className={`py-1.5 text-right tabular-nums ${status >= 400 ? 'text-bad-text' : ''}`}
                >
                  {status}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : items ? (
        <p className="text-13 text-muted">It hasn’t been used yet.</p>
      ) : query.error ? (
        <QueryError title="Couldn’t load the calls" query={query} />
      ) : (
        <div aria-busy="true">
          <Skeleton className="h-10" />
        </div>
      )}
    </Dialog>
  );
}
