import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';
import type { Approval, ApprovalState } from '@/lib/contract/approvals';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { ReasonText } from './reason-text';

const states: Record<ApprovalState, Parameters<typeof Status>[0]> = {
  pending: { tone: 'accent', label: 'Waiting' },
  approved: { tone: 'good', label: 'Approved' },
  denied: { tone: 'bad', label: 'Declined' },
  expired: { tone: 'neutral', label: 'Ran out' },
  used: { tone: 'good', label: 'Used' },
};

const columns = {
  state: 'hidden min-w-24 sm:table-cell',
  request: 'w-1/2 max-w-0 max-sm:w-full',
  decided: 'hidden md:table-cell',
  when: 'hidden whitespace-nowrap sm:table-cell',
};

/** What came of earlier requests, newest first. */
export function DecidedTable({ approvals }: { approvals: Approval[] }) {
  return (
    <Panel title="Earlier" description="All of them stand in the activity." isFlush>
      <Table
        aria-label="Earlier requests"
        className="[--gutter:1rem] [&_tr:last-child_td]:border-b-0"
      >
        <thead>
          <tr>
            <Th className={columns.state}>State</Th>
            <Th className={columns.request}>Request</Th>
            <Th className={columns.decided}>Decided by</Th>
            <Th className={columns.when}>Asked</Th>
          </tr>
        </thead>
        <tbody>
          {approvals.map((approval) => (
            <Tr key={approval.id}>
              <Td className={columns.state}>
                <Status {...states[approval.state]} />
              </Td>
              <Td className={columns.request}>
                <div className="py-2">
                  <Status {...states[approval.state]} className="sm:hidden" />
                  <p className="break-words">
                    {approval.isMine ? 'You' : approval.askedBy.email}
                    <span className="text-muted"> as </span>
                    <span className="font-medium">{shownEmail(approval.username)}</span>
                  </p>
                  <ReasonText approval={approval} />
                  {approval.note && (
                    <p className="text-12 text-muted md:hidden">“{approval.note}”</p>
                  )}
                </div>
              </Td>
              <Td className={columns.decided}>
                {approval.decidedBy ? (
                  <div className="max-w-60 py-2 break-words">
                    <p>{approval.decidedBy.email}</p>
                    {approval.note && <p className="text-12 text-muted">“{approval.note}”</p>}
                  </div>
                ) : (
                  <EmptyCell meaning="nobody" />
                )}
              </Td>
              <Td className={columns.when}>
                <RelativeTime at={approval.askedAt} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
