'use client';

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { EmptyState, QueryError } from '@/components/ui/states';
import type { NotificationChannel } from '@/lib/contract/notifications';
import type { ChannelAction } from './channel-dialogs';
import { ChannelRow } from './channel-row';
import { channelsQuery } from './queries';

const ChannelDialogs = lazy(async () => ({
  default: (await import('./channel-dialogs')).ChannelDialogs,
}));

type Asked = { action: ChannelAction; channel: NotificationChannel | null };

/** Where notifications go: add, test, change, disable, delete, and what became of messages. */
export function ChannelsPanel({ canManage }: { canManage: boolean }) {
  const query = useQuery(channelsQuery());
  const [asked, setAsked] = useState<Asked | null>(null);
  const items = query.data?.items;
  return (
    <Panel
      title="Channels"
      description="Where people are told of events."
      isFlush
      actions={
        canManage && (
          <Button
            size="sm"
            variant="primary"
            onClick={() => setAsked({ action: 'edit', channel: null })}
          >
            Add channel
          </Button>
        )
      }
    >
      {query.isLoadingError ? (
        <QueryError title="Couldn’t load the channels" query={query} />
      ) : items?.length === 0 ? (
        <EmptyState title="No channels">
          A channel is a list of email addresses, a chat in Slack or Teams, or a webhook.
        </EmptyState>
      ) : (
        <ul aria-label="Channels" aria-busy={query.isPending} className="divide-y divide-line">
          {items?.map((channel) => (
            <ChannelRow
              key={channel.id}
              channel={channel}
              canManage={canManage}
              onAsk={(action) => setAsked({ action, channel })}
            />
          )) ?? <Skeleton className="mx-4 my-3 h-10" />}
        </ul>
      )}
      <Suspense fallback={null}>
        {asked && (
          <ChannelDialogs {...asked} canManage={canManage} onClose={() => setAsked(null)} />
        )}
      </Suspense>
    </Panel>
  );
}
