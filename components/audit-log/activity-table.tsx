import { RelativeTime } from '@/components/ui/relative-time';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import type { AuditEvent } from '@/lib/contract/audit';
import { describeAction } from '@/lib/shared/audit-actions';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { Outcome } from './outcome';

const columns = {
  at: 'w-24 sm:w-36',
  who: 'hidden w-1/5 max-w-0 md:table-cell',
  what: 'max-w-0',
  whom: 'hidden w-1/4 max-w-0 sm:table-cell',
  outcome: 'w-24 sm:w-28',
  from: 'hidden w-36 lg:table-cell',
};

type ActivityTableProps = {
  /** `undefined` while the first are on their way. */
  events: AuditEvent[] | undefined;
  onOpen: (event: AuditEvent) => void;
};

export function ActivityTable({ events, onOpen }: ActivityTableProps) {
  return (
    <Table aria-label="Activity" aria-busy={events === undefined}>
      <thead>
        <tr>
          <Th className={columns.at}>When</Th>
          <Th className={columns.who}>Who</Th>
          <Th className={columns.what}>What</Th>
          <Th className={columns.whom}>To whom</Th>
          <Th className={columns.outcome}>Outcome</Th>
          <Th className={columns.from}>From</Th>
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
              <Td className={columns.who}>
                <TruncatedText text={event.actor.email} />
              </Td>
              <Td className={columns.what}>
                <button
                  type="button"
                  data-open=""
                  onClick={() => onOpen(event)}
                  className="min-h-6 text-left hover:underline"
                >
                  {describeAction(event)}
                </button>
                {/* Where there is no room for columns of their own. */}
                <p className="truncate pb-1 text-12 text-muted md:hidden">
                  <span className="sm:hidden">{event.target && `${event.target} · `}</span>
                  {event.actor.email}
                </p>
              </Td>
              <Td className={columns.whom}>
                {event.target ? (
                  <TruncatedText text={shownEmail(event.target)} />
                ) : (
                  <EmptyCell meaning="nobody in particular" />
                )}
              </Td>
              <Td className={columns.outcome}>
                <Outcome event={event} />
              </Td>
              <Td className={columns.from}>{event.ip ?? <EmptyCell meaning="this server" />}</Td>
            </Tr>
          ))
        )}
      </tbody>
    </Table>
  );
}
