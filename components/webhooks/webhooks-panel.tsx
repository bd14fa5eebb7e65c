'use client';

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { EmptyState, QueryError } from '@/components/ui/states';
import type { Webhook } from '@/lib/contract/webhooks';
import { webhooksQuery } from './queries';
import type { WebhookAction } from './webhook-dialogs';
import { WebhookRow } from './webhook-row';

const WebhookDialogs = lazy(async () => ({
  default: (await import('./webhook-dialogs')).WebhookDialogs,
}));

type Asked = { action: WebhookAction; webhook: Webhook | null };

/** Webhooks: add, test, change, disable, delete, and what became of their deliveries. */
export function WebhooksPanel() {
  const query = useQuery(webhooksQuery());
  const [asked, setAsked] = useState<Asked | null>(null);
  const items = query.data?.items;
  return (
    <Panel
      title="Webhooks"
      description="Deliveries are signed. Failed ones are retried for three days."
      isFlush
      actions={
        <Button
          size="sm"
          variant="primary"
          onClick={() => setAsked({ action: 'edit', webhook: null })}
        >
          Add webhook
        </Button>
      }
    >
      {query.isLoadingError ? (
        <QueryError title="Couldn’t load the webhooks" query={query} />
      ) : items?.length === 0 ? (
        <EmptyState title="No webhooks">
          A webhook posts events, such as a new user or a failed batch, to your ticket system, chat,
          or scripts.
        </EmptyState>
      ) : (
        <ul aria-label="Webhooks" aria-busy={query.isPending} className="divide-y divide-line">
          {items?.map((webhook) => (
            <WebhookRow
              key={webhook.id}
              webhook={webhook}
              onAsk={(action) => setAsked({ action, webhook })}
            />
          )) ?? <Skeleton className="mx-4 my-3 h-10" />}
        </ul>
      )}
      <Suspense fallback={null}>
        {asked && <WebhookDialogs {...asked} onClose={() => setAsked(null)} />}
      </Suspense>
    </Panel>
  );
}
