'use client';

import { Download } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { downloadFrom } from '@/components/ui/download';
import { askAdmission } from '@/lib/ask-admission';
import type { Batch } from '@/lib/schemas/invitations';
import { formatNumber } from '@/lib/format';
import { retriableIn } from './invitation-states';
import { isUnderWay, resultsPath } from './queries';

const StopDialog = lazy(async () => ({ default: (await import('./stop-dialog')).StopDialog }));
const RetryDialog = lazy(async () => ({ default: (await import('./retry-dialog')).RetryDialog }));

/** What can be done with a batch as it stands. */
export function BatchActions({ batch, canWrite }: { batch: Batch; canWrite: boolean }) {
  const [opened, setOpened] = useState<'stop' | 'retry' | null>(null);
  const router = useRouter();
  const retriable = retriableIn(batch.counts);
  const isOver = !isUnderWay(batch);
  const isStoppable = canWrite && !isOver && batch.counts.pending > 0;
  // What a child left open is tried again from there.
  const isRetriable = canWrite && isOver && retriable > 0 && batch.childIds.length === 0;
  return (
    <>
      <DownloadButton path={resultsPath(batch.id)}>
        <Download aria-hidden />
        {isOver ? 'Download all' : 'Download'}
      </DownloadButton>
      {retriable > 0 && (
        <DownloadButton path={resultsPath(batch.id, 'problems')}>Only problems</DownloadButton>
      )}
      {isStoppable && (
        <Button onClick={() => setOpened('stop')}>
          {batch.status === 'held' ? 'Take it back' : 'Stop the rest'}
        </Button>
      )}
      {isRetriable && (
        <Button variant="primary" onClick={() => setOpened('retry')}>
          Retry the {formatNumber(retriable)} that did not go through
        </Button>
      )}
      <Suspense fallback={null}>
        {opened === 'stop' && <StopDialog batch={batch} onClose={() => setOpened(null)} />}
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
