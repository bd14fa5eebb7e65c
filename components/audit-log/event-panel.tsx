'use client';

import { useAccounts } from '@/components/account-choice/account-choice';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Detail, DetailList } from '@/components/ui/panel';
import { ClockTime } from '@/components/ui/relative-time';
import { Sheet } from '@/components/ui/sheet';
import type { ActivityRow } from '@/lib/contract/audit';
import { describeAction, isRequest } from '@/lib/shared/audit-actions';
import { changesOf, factsOf, type Change } from './changes';
import type { EventFilters } from './event-filters';
import { countsText, Result } from './events-table';
import { TargetLink } from './target-link';

type EventPanelProps = {
  event: ActivityRow;
  onFilter: (change: Partial<EventFilters>) => void;
  onClose: () => void;
};

/** One action with all its details. */
export function EventPanel({ event, onFilter, onClose }: EventPanelProps) {
  const changes = changesOf(event.details, event.action.endsWith('.renamed') ? 'Name' : undefined);
  return (
    <Sheet
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={describeAction(event)}
      description={<code className="font-mono">{event.action}</code>}
    >
      <div className="flex flex-col gap-4 px-5 py-4">
        <Facts event={event} />
        {changes && <Changes changes={changes} />}
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => onFilter({ actor: event.actor.email })}>
            Show all by this actor
          </Button>
          {event.target !== null && (
            <Button size="sm" onClick={() => onFilter({ target: event.target ?? '' })}>
              Show all about this target
            </Button>
          )}
        </div>
        <TechnicalDetails event={event} />
      </div>
    </Sheet>
  );
}

function Facts({ event }: { event: ActivityRow }) {
  const { actor, actorName, request } = event;
  const token = tokenIn(event.details);
  // Of one that was deleted, only the id is known.
  const account = useAccounts().find(({ id }) => id === event.accountId)?.name ?? event.accountId;
  return (
    <DetailList>
      <Detail term="Result">
        <Result event={event} />
        {isRequest(event.action) && (
          <span className="block text-12 text-muted">
            If it has a result, that is an event with the same request ID.
          </span>
        )}
      </Detail>
      <Detail term="Time">
        <ClockTime at={event.at} hasDay />
      </Detail>
      {request && (
        <Detail term="Requested">
          <ClockTime at={request.at} hasDay />
        </Detail>
      )}
      <Detail term="Actor">
        {actorName && <span className="block">{actorName}</span>}
        {actor.email}
        {token !== undefined && (
          <span className="block text-12 text-muted">with the API token {token}</span>
        )}
      </Detail>
      <Detail term="Target">
        {event.target === null ? '–' : <TargetLink row={event} />}
        {event.targetName !== undefined && (
          <code className="block font-mono text-12 break-all text-muted">{event.target}</code>
        )}
      </Detail>
      {event.reason && <Detail term="Reason">{event.reason}</Detail>}
      {event.ticket && <Detail term="Ticket">{event.ticket}</Detail>}
      {event.batch && <Detail term="Invitations">{countsText(event.batch.counts) || '–'}</Detail>}
      <Detail term="IP address">{event.ip ?? 'This server'}</Detail>
      {account && <Detail term="Account">{account}</Detail>}
      {factsOf({ ...request?.details, ...event.details }).map(([term, text]) => (
        <Detail key={term} term={term}>
          {text}
        </Detail>
      ))}
      <Detail term="Request ID">
        <span className="-my-1 flex items-center gap-1">
          <code className="min-w-0 font-mono text-12 break-all">{event.requestId}</code>
          <CopyButton text={event.requestId} what="request ID" />
        </span>
      </Detail>
    </DetailList>
  );
}

/** The name of the API token that the actor's call came with. */
function tokenIn({ token }: ActivityRow['details']): string | undefined {
  const isNamed = typeof token === 'object' && token !== null && 'name' in token;
  return isNamed ? String(token.name) : undefined;
}

function Changes({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return <p className="text-muted">Saved without a change.</p>;
  return (
    <table className="w-full table-fixed border-collapse text-13">
      <caption className="mb-1 text-left text-12 font-medium text-muted">Changes</caption>
      <thead>
        <tr className="border-b border-line text-left text-12 text-muted">
          <th scope="col" className="py-1 pr-3 font-medium">
            Field
          </th>
          <th scope="col" className="py-1 pr-3 font-medium">
            Before
          </th>
          <th scope="col" className="py-1 font-medium">
            After
          </th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field} className="border-b border-line align-top">
            <th scope="row" className="py-1.5 pr-3 text-left font-normal break-words">
              {field}
            </th>
            <td className="py-1.5 pr-3 break-words text-muted">{before}</td>
            <td className="py-1.5 break-words">{after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** As recorded. */
function TechnicalDetails({ event }: { event: ActivityRow }) {
  const { actorName, targetName, batch, request, ...recorded } = event;
  const events = request ? [request, recorded] : recorded;
  return (
    <details>
      <summary className="w-fit cursor-pointer text-12 font-medium text-muted">
        Technical details
      </summary>
      <pre className="mt-1 overflow-x-auto rounded-control bg-sunken p-3 font-mono text-12">
        {JSON.stringify(events, null, 2)}
      </pre>
    </details>
  );
}
