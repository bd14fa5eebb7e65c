import { RelativeTime } from '@/components/ui/relative-time';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import type { AuditEvent, AuditOutcome } from '@/lib/contract/audit';
import { describeAction, isRequest } from '@/lib/shared/audit-actions';
import { shownEmail } from '@/lib/shared/email/shown-email';

const columns = {
  at: 'w-24 sm:w-36',
  actor: 'hidden w-1/5 max-w-0 md:table-cell',
  action: 'max-w-0',
  target: 'hidden w-1/4 max-w-0 sm:table-cell',
  result: 'w-24 sm:w-28',
  ip: 'hidden w-36 lg:table-cell',
};

type EventsTableProps = {
  /** `undefined` while the first page loads. */
  events: AuditEvent[] | undefined;
  onOpen: (event: AuditEvent) => void;
};

export function EventsTable({ events, onOpen }: EventsTableProps) {
  return (
    <Table aria-label="Audit log" aria-busy={events === undefined}>
      <thead>
        <tr>
          <Th className={columns.at}>Time</Th>
          <Th className={columns.actor}>Actor</Th>
          <Th className={columns.action}>Action</Th>
          <Th className={columns.target}>Target</Th>
          <Th className={columns.result}>Result</Th>
          <Th className={columns.ip}>IP address</Th>
        </tr>
      </thead>
      <tbody>
        {events === undefined ? (
          <SkeletonRows rows={12} columns={Object.values(columns)} />
        ) : (
          events.map((event) => (
            <Tr key={event.id} isOpener>
              <Td className={columns.at}>
                <RelativeTime at={event.at} />
              </Td>
              <Td className={columns.actor}>
                <TruncatedText text={event.actor.email} />
              </Td>
              <Td className={columns.action}>
                <button
                  type="button"
                  data-open=""
                  onClick={() => onOpen(event)}
                  className="min-h-6 py-1 text-left hover:underline"
                >
                  {describeAction(event)}
                </button>
                {/* On narrow screens, in place of the columns. */}
                <p className="truncate pb-1 text-12 text-muted md:hidden">
                  <span className="sm:hidden">{event.target && `${event.target} · `}</span>
                  {event.actor.email}
                </p>
              </Td>
              <Td className={columns.target}>
                {event.target ? (
                  <TruncatedText text={shownEmail(event.target)} />
                ) : (
                  <EmptyCell meaning="none" />
                )}
              </Td>
              <Td className={columns.result}>
                <Result event={event} />
              </Td>
              <Td className={columns.ip}>{event.ip ?? <EmptyCell meaning="this server" />}</Td>
            </Tr>
          ))
        )}
      </tbody>
    </Table>
  );
}

export const resultLabels: Record<AuditOutcome, string> = {
  success: 'Success',
  failure: 'Failed',
  denied: 'Denied',
  unknown: 'Unknown',
};

const tones = { success: 'good', failure: 'bad', denied: 'warn', unknown: 'accent' } as const;

/** How an event ended. A request has no result yet: that is a separate event. */
export function Result({ event }: { event: Pick<AuditEvent, 'action' | 'outcome'> }) {
  if (isRequest(event.action)) return <Status tone="neutral" label="Requested" />;
  return <Status tone={tones[event.outcome]} label={resultLabels[event.outcome]} />;
}
