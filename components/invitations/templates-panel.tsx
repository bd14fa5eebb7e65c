'use client';

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { templatesQuery } from './template-queries';
import { aboutTemplate } from './template-words';

const TemplatesDialog = lazy(async () => ({
  default: (await import('./templates-dialog')).TemplatesDialog,
}));

/** The team's templates of invitations, among the settings. */
export function TemplatesPanel() {
  const query = useQuery(templatesQuery());
  const [isEditing, setIsEditing] = useState(false);
  const templates = query.data?.items;
  return (
    <Panel
      title="Templates"
      description="What many lists have in common, chosen when a list is prepared."
      isFlush
      actions={
        templates && (
          <Button onClick={() => setIsEditing(true)}>
            {templates.length === 0 ? 'Add template…' : 'Edit templates…'}
          </Button>
        )
      }
    >
      {!templates && query.error && (
        <QueryError title="Couldn’t load the templates" query={query} />
      )}
      {!templates && !query.error && <Skeleton className="m-4 h-9" />}
      {templates?.length === 0 && (
        <p className="px-4 py-3 text-13 text-muted">
          No templates yet. One sets the seats of people whose list has none, and whether sending
          waits so that it can be undone.
        </p>
      )}
      {templates && templates.length > 0 && (
        <ul className="divide-y divide-line">
          {templates.map((template) => (
            <li key={template.id} className="px-4 py-2 text-13">
              <span className="block font-medium wrap-anywhere">{template.name}</span>
              <span className="block text-12 text-muted">{aboutTemplate(template)}</span>
            </li>
          ))}
        </ul>
      )}
      <Suspense fallback={null}>
        {isEditing && (
          <TemplatesDialog templates={templates ?? []} onClose={() => setIsEditing(false)} />
        )}
      </Suspense>
    </Panel>
  );
}
