import { Check, CloudOff } from 'lucide-react';
import type { DraftSaving } from './use-draft-saving';

/** Whether the server has what stands on the page. Quiet: what failed is told in a notice. */
export function SavingState({ state }: Pick<DraftSaving, 'state'>) {
  return (
    <span className="flex items-center gap-1 text-12 whitespace-nowrap text-muted">
      {state === 'saved' && <Check aria-hidden className="size-3.5" />}
      {state === 'failed' && <CloudOff aria-hidden className="size-3.5 text-warn-text" />}
      <span className={state === 'failed' ? undefined : 'max-sm:sr-only'}>
        {{ saved: 'Draft kept', saving: 'Keeping …', failed: 'Not kept yet' }[state]}
      </span>
    </span>
  );
}
