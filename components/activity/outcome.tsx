import { Status } from '@/components/ui/status';
import type { AuditOutcome } from '@/lib/schemas/audit';

export const outcomeWords: Record<AuditOutcome, string> = {
  success: 'Done',
  failure: 'Failed',
  denied: 'Denied',
  unknown: 'Not known',
};

const tones = { success: 'good', failure: 'bad', denied: 'warn', unknown: 'accent' } as const;

export function Outcome({ outcome }: { outcome: AuditOutcome }) {
  return <Status tone={tones[outcome]} label={outcomeWords[outcome]} />;
}
