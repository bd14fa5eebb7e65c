import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { BatchView } from '@/components/invitations/batch-view';
import { batchQuery } from '@/components/invitations/queries';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { findBatch } from '@/lib/server/invitations/find-batch';

export const metadata: Metadata = { title: 'Invitations' };

type BatchPageProps = { params: Promise<{ batchId: string }> };

export default async function BatchPage({ params }: BatchPageProps) {
  const { permissions } = await requireStaff('batches.read');
  const { batchId } = await params;
  const client = new QueryClient();
  // One that isn't there is told of by the browser's own call.
  await client.prefetchQuery({
    queryKey: batchQuery(batchId).queryKey,
    queryFn: () => findBatch(batchId),
    retry: false,
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <BatchView id={batchId} canWrite={permissions.includes('batches.write')} />
    </HydrationBoundary>
  );
}
