import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Panel } from '@/components/ui/panel';
import { Status } from '@/components/ui/status';
import { cn } from '@/lib/client/cn';
import { formatNumber } from '@/lib/shared/format';
import type { Attention, AttentionItem } from './attention-items';

/** One line for each thing that needs attention, linked to the list it is about. */
export function AttentionList({ items, quiet }: Attention) {
  return (
    <Panel title="Needs attention" isFlush>
      {items.length > 0 && (
        <ul className="divide-y divide-line">
          {items.map((item) => (
            <li key={item.id}>
              <Line href={item.href}>
                <LineContent {...item} />
              </Line>
            </li>
          ))}
        </ul>
      )}
      {quiet.length > 0 && (
        <p className="border-line px-4 py-2.5 text-muted [ul+&]:border-t">
          <Status tone="good" label="OK" className="mr-2" />
          {quiet.join(' · ')}
        </p>
      )}
    </Panel>
  );
}

const lineClass =
  'grid grid-cols-[auto_3.25rem_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-2.5 touch:py-3';

function Line({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (!href) return <div className={lineClass}>{children}</div>;
  return (
    <Link
      href={href}
      className={`${lineClass} group transition-colors duration-fast hover:bg-hover focus-visible:-outline-offset-2`}
    >
      {children}
    </Link>
  );
}

function LineContent({ tone, weight, count, sentence, detail, href }: AttentionItem) {
  return (
    <>
      <span className="flex">
        <Status tone={tone} label="" className="gap-0!" />
        <span className="sr-only">{weight}:</span>
      </span>
      <span className="text-right text-15 font-medium tabular-nums">
        {count === undefined ? '' : formatNumber(count)}
      </span>
      <span className="flex min-w-0 flex-wrap items-baseline justify-between gap-x-4">
        <span>{sentence}</span>
        {/* An error's reason is shown whole. */}
        {detail && (
          <span className={cn('max-w-full min-w-0 text-muted', count !== undefined && 'truncate')}>
            {detail}
          </span>
        )}
      </span>
      {href && (
        <ChevronRight
          aria-hidden
          className="size-4 text-control transition-transform duration-fast group-hover:translate-x-0.5"
        />
      )}
    </>
  );
}
