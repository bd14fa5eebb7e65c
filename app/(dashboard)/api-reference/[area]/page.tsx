import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { OperationSection } from '@/components/api-reference/operation-section';
import { PageBody, PageHeader } from '@/components/ui/page';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { referenceAreas, referenceOperations } from '@/lib/server/openapi/reference';

export const metadata: Metadata = { title: 'API reference' };

type ApiAreaPageProps = { params: Promise<{ area: string }> };

export default async function ApiAreaPage({ params }: ApiAreaPageProps) {
  await requireStaff();
  const { area: slug } = await params;
  const area = referenceAreas().find((one) => one.slug === slug);
  const operations = referenceOperations(slug);
  if (!area || !operations) notFound();
  return (
    <>
      <PageHeader
        title={area.name}
        description={area.description}
        width="page"
        back={<Link href="/api-reference">API reference</Link>}
      />
      <PageBody className="flex flex-col gap-4">
        {operations.map((operation) => (
          <OperationSection key={operation.id} operation={operation} />
        ))}
      </PageBody>
    </>
  );
}
