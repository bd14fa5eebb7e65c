'use client';

import { Download } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { downloadFrom } from '@/components/ui/download';
import { toast } from '@/components/ui/toast';
import { askAdmission } from '@/lib/client/admission';
import type { Batch } from '@/lib/contract/invitations';
import { formatCount } from '@/lib/shared/format';
import { isUnsent, retriableIn } from './invitation-states';
import { isUnderWay, resultsPath, useBatchStep } from './queries';

const dialogs = () => import('./batch-dialogs');
const StopDialog = lazy(async () => ({ default: (await dialogs()).StopDialog }));
const RetryDialog = lazy(async () => ({ default: (await dialogs()).RetryDialog }));
const ReplaceDraftDialog = lazy(async () => ({ default: (await dialogs()).ReplaceDraftDialog }));

/** The actions a batch allows in its current state. */
export function BatchActions({ batch, canWrite }: { batch: Batch; canWrite: boolean }) {
  const [opened, setOpened] = useState<'stop' | 'retry' | 'replace' | null>(null);
  const router = useRouter();
  const { edit, isEditing } = useEditing(batch, () => setOpened('replace'));
  const retriable = retriableIn(batch.counts);
  const isOver = !isUnderWay(batch);
  const isEditable = canWrite && isUnsent(batch.counts);
  const isStoppable = canWrite && !isOver && !isEditable && batch.counts.pending > 0;
  // What a child batch didn't get through is retried from that batch.
  const isRetriable =
    canWrite && isOver && !isEditable && retriable > 0 && batch.childIds.length === 0;
  return (
    <>
      <DownloadButton path={resultsPath(batch.id)}>
        <Download aria-hidden />
        Download results
      </DownloadButton>
      {retriable > 0 && !isEditable && (
        <DownloadButton path={resultsPath(batch.id, 'problems')}>
          <Download aria-hidden />
          Download problems
        </DownloadButton>
      )}
      {isStoppable && <Button onClick={() => setOpened('stop')}>Stop sending</Button>}
      {isEditable && (
        <Button variant="primary" isPending={isEditing} onClick={edit}>
          {isOver ? 'Edit' : 'Undo'}
        </Button>
      )}
      {isRetriable && (
        <Button variant="primary" onClick={() => setOpened('retry')}>
          Retry {formatCount(retriable, 'invitation')}
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

/** Turns the batch back into a draft and opens it. If there is another draft, asks what to do with it. */
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
            description: isEditable ? undefined : 'Your current draft was kept.',
          });
        }
      },
      onError: ({ detail }) =>
        toast.error(isOver ? 'Couldn’t edit the list' : 'Couldn’t undo', { description: detail }),
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
