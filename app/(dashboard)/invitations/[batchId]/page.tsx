import type { Metadata } from 'next';
import { BatchView } from '@/components/invitations/batch-view';
import { batchQuery } from '@/components/invitations/queries';
import { Prefetched } from '@/components/shell/prefetched';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { findBatch } from '@/lib/server/invitations/find-batch';

export const metadata: Metadata = { title: 'Invitations' };

type BatchPageProps = { params: Promise<{ batchId: string }> };

export default async function BatchPage({ params }: BatchPageProps) {
  const { actor, permissions } = await requireStaff('batches.read');
  const { batchId } = await params;
  const { queryKey } = batchQuery(batchId);
  return (
    <Prefetched
      load={(client) => [
        client.prefetchQuery({ queryKey, queryFn: () => findBatch(actor, batchId) }),
      ]}
    >
      <BatchView
        id={batchId}
        canWrite={permissions.includes('batches.write')}
        canAcknowledge={permissions.includes('problems.acknowledge')}
      />
    </Prefetched>
  );
}
