'use client';

import { Download } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { lazy, Suspense, useState, type MouseEvent } from 'react';
import { Button } from '@/components/ui/button';
import { buttonClass } from '@/components/ui/button-class';
import { downloadFrom } from '@/components/ui/download';
import { admitExport } from '@/lib/admit-export';
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
      <DownloadLink href={resultsPath(batch.id)}>
        <Download aria-hidden />
        {isOver ? 'Download all' : 'Download'}
      </DownloadLink>
      {retriable > 0 && (
        <DownloadLink href={resultsPath(batch.id, 'problems')}>Only problems</DownloadLink>
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

/** A link: the browser saves the file, and nothing of it passes through this page. */
function DownloadLink({ href, children }: { href: string; children: React.ReactNode }) {
  const download = (event: MouseEvent) => {
    event.preventDefault();
    void downloadFrom(href, admitExport);
  };
  return (
    <a href={href} download onClick={download} className={buttonClass({ variant: 'secondary' })}>
      {children}
    </a>
  );
}
