'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { cn } from '@/lib/client/cn';
import { viewPath, type ViewPage } from '@/lib/shared/view-pages';
import { viewsQuery } from './queries';

type ViewLinksProps = { page: ViewPage; onLeave?: () => void };

/** The saved views of a page, beneath it in the navigation; not while that shows only icons. */
export function ViewLinks({ page, onLeave }: ViewLinksProps) {
  const { data } = useQuery(viewsQuery());
  const current = useCurrentView();
  const views = data?.items.filter((view) => view.page === page) ?? [];
  if (views.length === 0) return null;
  return (
    <ul aria-label={`Saved views of ${page}`} className="hidden flex-col gap-px py-0.5 wide:flex">
      {views.map((view) => {
        const isCurrent = current === view.id;
        return (
          <li key={view.id}>
            <Link
              href={viewPath(view)}
              onClick={onLeave}
              prefetch={false}
              title={view.scope === 'me' ? undefined : `Shared by ${view.owner.name}`}
              aria-current={isCurrent ? 'page' : undefined}
              className={cn(
                'flex h-7 items-center rounded-control pr-2 pl-9 text-13 transition-colors duration-fast touch:h-11',
                isCurrent ? 'bg-sunken text-ink' : 'text-muted hover:bg-sunken hover:text-ink',
              )}
            >
              <span className="truncate">{view.name}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The view that the page shows, by its URL. */
export function useCurrentView(): string | null {
  const isOnList = /^\/[a-z]+$/.test(usePathname());
  const parameters = useSearchParams();
  return isOnList ? parameters.get('view') : null;
}
