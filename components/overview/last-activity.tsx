import Link from 'next/link';
import type { Tone } from '@/components/ui/badge';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { isRequest } from '@/lib/shared/audit-actions';
import type { AuditEvent, AuditOutcome } from '@/lib/contract/audit';
import type { Overview } from '@/lib/contract/overview';
import { describeEvent, withoutRequests } from './describe-event';
import { PartGap } from './part-gap';

const outcomes: Record<AuditOutcome, { tone: Tone; label: string } | null> = {
  success: null,
  failure: { tone: 'bad', label: 'Failed' },
  denied: { tone: 'bad', label: 'Refused' },
  unknown: { tone: 'warn', label: 'Outcome not known' },
};

/** What staff did last, the latest first. */
export function LastActivity({ part }: { part: Overview['activity'] }) {
  const events = part.isAvailable ? withoutRequests(part.items) : [];
  return (
    <Panel
      isFlush
      title="Last activity"
      actions={
        <Link
          href="/activity"
          className="rounded-tag text-12 text-accent-text hover:underline hover:underline-offset-2"
        >
          All activity
        </Link>
      }
    >
      {!part.isAvailable && (
        <div className="px-4 py-3">
          <PartGap detail={part.detail} />
        </div>
      )}
      <ol className="py-1">
        {events.map((event) => (
          <li key={event.id} className="flex items-baseline justify-between gap-4 px-4 py-1.5">
            <Sentence event={event} />
            <RelativeTime at={event.at} className="text-12 text-muted" />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Sentence({ event }: { event: AuditEvent }) {
  const { before, target, after } = describeEvent(event);
  // What was only asked for has no outcome of its own.
  const outcome = isRequest(event.action) ? null : outcomes[event.outcome];
  const { id, email } = event.actor;
  return (
    <p className="min-w-0 break-words">
      <span className="font-medium">{id === 'system' ? 'Reseller Desk' : email}</span>{' '}
      <span className="text-muted">{before}</span> {target}
      {after && <span className="text-muted"> {after}</span>}
      {outcome && <Status {...outcome} className="ml-2 text-12" />}
    </p>
  );
}
