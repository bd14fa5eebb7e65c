'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Panel } from '@/components/ui/panel';
import { SaveForm } from '@/components/ui/save-form';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import type { OwnNotifications } from '@/lib/contract/notifications';
import { kindLabels } from '@/lib/shared/notifications';
import { ownNotificationsQuery, useChooseNotifications } from './queries';

/** What the signed-in person is told of by email. Nothing is shown if there is nothing to choose. */
export function OwnNotificationsPanel() {
  const query = useQuery(ownNotificationsQuery());
  const { data } = query;
  if (data?.items.length === 0) return null;
  return (
    <Panel
      title="Notifications"
      description="What you’re told of by email, of what you may see. Requests that wait for you come anyway."
    >
      {data ? (
        <Choice own={data} />
      ) : query.error ? (
        <QueryError title="Couldn’t load your notifications" query={query} />
      ) : (
        <Skeleton className="h-40" />
      )}
    </Panel>
  );
}

function Choice({ own: { items, unavailable } }: { own: OwnNotifications }) {
  const save = useChooseNotifications();
  const saved = items.filter(({ isEnabled }) => isEnabled).map(({ event }) => event);
  const [chosen, setChosen] = useState(saved);
  const onSave = () =>
    save.mutate(chosen, { onSuccess: () => toast.success('Notifications saved') });
  return (
    <SaveForm
      what="your notifications"
      label="Save notifications"
      onSave={onSave}
      isPending={save.isPending}
      error={save.error}
    >
      {unavailable && <p className="text-13 text-muted">{reasons[unavailable]}</p>}
      <div role="group" aria-label="Notifications" className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {items.map(({ event }) => (
          <Checkbox
            key={event}
            label={kindLabels[event]}
            checked={chosen.includes(event)}
            onChange={({ target }) =>
              setChosen(
                target.checked ? [...chosen, event] : chosen.filter((other) => other !== event),
              )
            }
          />
        ))}
      </div>
    </SaveForm>
  );
}

const reasons = {
  not_set_up: 'This server sends no email yet, so nothing comes.',
  disabled: 'An admin has turned these emails off, so nothing comes.',
} as const;
