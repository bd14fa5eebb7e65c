import type { Metadata } from 'next';
import { AreasList } from '@/components/api-reference/areas-list';
import { Shell, Words } from '@/components/api-reference/code';
import { LinkButton } from '@/components/ui/link-button';
import { PageBody, PageHeader } from '@/components/ui/page';
import { Panel } from '@/components/ui/panel';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { publicUrl, referenceAreas } from '@/lib/server/openapi/reference';

export const metadata: Metadata = { title: 'API reference' };

export default async function ApiReferencePage() {
  await requireStaff();
  return (
    <>
      <PageHeader
        title="API reference"
        description="Every call that the pages make, for scripts and other software."
        width="page"
        actions={
          <LinkButton href="/profile" size="sm">
            Your API tokens
          </LinkButton>
        }
      />
      <PageBody className="flex flex-col gap-4">
        <Panel title="How to call">
          <div className="flex flex-col gap-3 text-13">
            <p className="max-w-prose">
              <Words>
                Create a token under Profile, and send it with each call. It can do no more than
                you. Bodies and answers are JSON; an error is `application/problem+json` with a
                stable `code`. Send an `Idempotency-Key` where it is listed, with what must not
                happen twice.
              </Words>
            </p>
            <Shell label="A first call">
              {`read -rs TOKEN\ncurl -H "Authorization: Bearer $TOKEN" '${publicUrl()}/api/users?seats=over'`}
            </Shell>
            <p>
              For programs:{' '}
              <a href="/api/openapi.json" className="text-accent-text underline">
                openapi.json
              </a>
              , OpenAPI 3.1.
            </p>
          </div>
        </Panel>
        <AreasList areas={referenceAreas()} />
      </PageBody>
    </>
  );
}
