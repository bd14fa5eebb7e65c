import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Panel } from '@/components/ui/panel';
import { Status } from '@/components/ui/status';
import { cn } from '@/lib/client/cn';
import type { Batch, BatchCause } from '@/lib/contract/invitations';
import { formatCount } from '@/lib/shared/format';
import { invitationStates, problemsIn } from './invitation-states';
import { batchCausesQuery } from './queries';

/** Why rows of a batch need attention. */
export function useCauses({ id, counts }: Pick<Batch, 'id' | 'counts'>): readonly BatchCause[] {
  const problems = problemsIn(counts);
  const { data } = useQuery(batchCausesQuery(id, problems));
  return problems > 0 ? (data?.items ?? []) : [];
}

type BatchCausesProps = {
  causes: readonly BatchCause[];
  /** The one whose rows are shown. */
  selected: string | null;
  onSelect: (cause: string | null) => void;
  /** Beside the title. */
  actions: ReactNode;
};

/** Each reason once, with its rows a click away. */
export function BatchCauses({ causes, selected, onSelect, actions }: BatchCausesProps) {
  if (causes.length === 0) return null;
  return (
    <Panel title="Needs attention" actions={actions} isFlush className="mb-4">
      <ul className="divide-y divide-line">
        {causes.map((cause) => (
          <li key={cause.id}>
            <button
              type="button"
              aria-pressed={cause.id === selected}
              onClick={() => onSelect(cause.id === selected ? null : cause.id)}
              className={cn(
                'flex w-full flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-2.5 text-left transition-colors duration-fast focus-visible:-outline-offset-2',
                cause.id === selected ? 'bg-accent-soft' : 'hover:bg-hover',
              )}
            >
              <Status {...stateOf(cause)} />
              <span className="min-w-0 flex-1 basis-64 text-muted">{causeText(cause)}</span>
              <span className="whitespace-nowrap text-accent-text tabular-nums">
                {formatCount(cause.rows, 'row')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function stateOf({ status }: BatchCause) {
  const { label, tone } = invitationStates[status];
  return { label, tone };
}

function causeText({ status, message, upstreamCode }: BatchCause): string {
  const text = message ?? invitationStates[status].sentence ?? '';
  if (!upstreamCode || text.includes(upstreamCode)) return text;
  return `${text} RemotePC’s response: ${upstreamCode}.`;
}
