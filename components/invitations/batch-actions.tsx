'use client';

import { Download } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { downloadFrom } from '@/components/ui/download';
import { toast } from '@/components/ui/toast';
import type { Batch } from '@/lib/contract/invitations';
import { formatNumber } from '@/lib/shared/format';
import { isUnsent, retriableIn } from './invitation-states';
import { isUnderWay, resultsPath, useBatchStep } from './queries';
import { askAdmission } from '@/lib/client/admission';

const StopDialog = lazy(async () => ({ default: (await import('./stop-dialog')).StopDialog }));
const RetryDialog = lazy(async () => ({ default: (await import('./retry-dialog')).RetryDialog }));
const ReplaceDraftDialog = lazy(async () => ({
  default: (await import('./replace-draft-dialog')).ReplaceDraftDialog,
}));

/** What can be done with a batch as it stands. */
export function BatchActions({ batch, canWrite }: { batch: Batch; canWrite: boolean }) {
  const [opened, setOpened] = useState<'stop' | 'retry' | 'replace' | null>(null);
  const router = useRouter();
  const { edit, isEditing } = useEditing(batch, () => setOpened('replace'));
  const retriable = retriableIn(batch.counts);
  const isOver = !isUnderWay(batch);
  const isEditable = canWrite && isUnsent(batch.counts);
  const isStoppable = canWrite && !isOver && !isEditable && batch.counts.pending > 0;
  // What a child left open is tried again from there.
  const isRetriable =
    canWrite && isOver && !isEditable && retriable > 0 && batch.childIds.length === 0;
  return (
    <>
      <DownloadButton path={resultsPath(batch.id)}>
        <Download aria-hidden />
        {isOver ? 'Download all' : 'Download'}
      </DownloadButton>
      {retriable > 0 && !isEditable && (
        <DownloadButton path={resultsPath(batch.id, 'problems')}>Only problems</DownloadButton>
      )}
      {isStoppable && <Button onClick={() => setOpened('stop')}>Stop the rest</Button>}
      {isEditable && (
        <Button variant="primary" isPending={isEditing} onClick={edit}>
          {isOver ? 'Edit' : 'Undo'}
        </Button>
      )}
      {isRetriable && (
        <Button variant="primary" onClick={() => setOpened('retry')}>
          Retry the {formatNumber(retriable)} that didn’t go through
        </Button>
      )}
      <Suspense fallback={null}>
        {opened === 'stop' && <StopDialog batch={batch} onClose={() => setOpened(null)} />}
        {opened === 'replace' && (
          <ReplaceDraftDialog batch={batch} onClose={() => setOpened(null)} />
        )}
        {opened === 'retry' && (
          <RetryDialog
            batch={batch}
            onClose={() => setOpened(null)}
            onRetried={(id) => router.push(`/invitations/${id}`)}
          />
        )}
      </Suspense>
    </>
  );
}

/** One press takes the batch back and leads to its list; another list in preparation is asked about. */
function useEditing(batch: Batch, onOther: () => void) {
  const router = useRouter();
  const step = useBatchStep(batch.id, 'edit');
  const isOver = !isUnderWay(batch);
  const edit = () =>
    step.mutate(undefined, {
      onSuccess: ({ isEditable }) => {
        if (isEditable) router.push(`/invitations/new?account=${batch.accountId}`);
        else if (isOver) onOther();
        if (!isOver) {
          toast.success('Undone. Nothing was sent', {
            description: isEditable ? undefined : 'The list you are preparing was kept.',
          });
        }
      },
      onError: ({ detail }) =>
        toast.error(isOver ? 'The list can’t be edited' : 'Not undone', { description: detail }),
    });
  return { edit, isEditing: step.isPending };
}

function DownloadButton({ path, children }: { path: string; children: ReactNode }) {
  const [isPending, setIsPending] = useState(false);
  const download = async () => {
    setIsPending(true);
    await downloadFrom(path, () => askAdmission('exports'));
    setIsPending(false);
  };
  return (
    <Button onClick={download} isPending={isPending}>
      {children}
    </Button>
  );
}
