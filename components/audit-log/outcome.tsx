import { Status } from '@/components/ui/status';
import type { AuditEvent, AuditOutcome } from '@/lib/contract/audit';
import { isRequest } from '@/lib/shared/audit-actions';

export const outcomeWords: Record<AuditOutcome, string> = {
  success: 'Success',
  failure: 'Failed',
  denied: 'Denied',
  unknown: 'Unknown',
};

const tones = { success: 'good', failure: 'bad', denied: 'warn', unknown: 'accent' } as const;

/** How an event ended; what was only asked for hasn't ended, its result is another event. */
export function Outcome({ event }: { event: Pick<AuditEvent, 'action' | 'outcome'> }) {
  if (isRequest(event.action)) return <Status tone="neutral" label="Requested" />;
  return <Status tone={tones[event.outcome]} label={outcomeWords[event.outcome]} />;
}
