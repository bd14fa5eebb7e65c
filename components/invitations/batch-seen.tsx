import { useQuery } from '@tanstack/react-query';
import {
  batchMarkQuery,
  markWords,
  useAcknowledge,
  useReopen,
} from '@/components/overview/acknowledgements';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { Batch } from '@/lib/contract/invitations';
import { problemsIn } from './invitation-states';

type BatchSeenProps = { batch: Batch; canAcknowledge: boolean };

/**
 * Marks a batch's problems as seen, here as on the overview, or shows who did. A retried batch isn't
 * on the overview: its child has what remains.
 */
export function BatchSeen({ batch, canAcknowledge }: BatchSeenProps) {
  const count = batch.childIds.length > 0 ? 0 : problemsIn(batch.counts);
  const { data } = useQuery(batchMarkQuery(batch.id, count));
  const acknowledge = useAcknowledge();
  const reopen = useReopen();
  if (!data || count === 0) return null;
  const mark = data.acknowledgement;
  const problem = { kind: 'batch', of: batch.id } as const;
  const markAsSeen = () =>
    acknowledge.mutate(
      { ...problem, count },
      {
        onSuccess: () =>
          toast.success('Marked as seen', {
            description: 'For the whole team. It comes back if it grows.',
          }),
        onError: toast.failure,
      },
    );
  const bringBack = () =>
    reopen.mutate(problem, {
      onSuccess: () => toast.success('The problem is back on the overview'),
      onError: toast.failure,
    });
  return (
    <>
      {mark && <span className="text-12 text-muted">{markWords(mark)}</span>}
      {/* One button for both, so that the focus stays. */}
      {canAcknowledge && (
        <Button
          size="sm"
          isPending={acknowledge.isPending || reopen.isPending}
          onClick={mark ? bringBack : markAsSeen}
        >
          {mark ? 'Bring back' : 'Mark as seen'}
        </Button>
      )}
    </>
  );
}
