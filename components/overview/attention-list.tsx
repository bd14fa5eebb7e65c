import { ChevronDown, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useId, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Status } from '@/components/ui/status';
import { toast } from '@/components/ui/toast';
import { cn } from '@/lib/client/cn';
import type { Acknowledgement } from '@/lib/contract/overview';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { markWords, useReopen } from './acknowledgements';
import type { Attention, AttentionItem } from './attention-items';
import { ProblemMenu } from './problem-menu';

type AttentionListProps = Attention & {
  acknowledged: readonly Acknowledgement[];
  mayAcknowledge: boolean;
};

type AsideItem = { item: AttentionItem; mark: Acknowledgement };

/**
 * One line for each thing that needs attention, linked to the list it is about. What someone on the
 * team has marked as seen, or snoozed, is folded away beneath.
 */
export function AttentionList({ items, quiet, acknowledged, mayAcknowledge }: AttentionListProps) {
  const markOf = ({ problem }: AttentionItem) =>
    acknowledged.find(({ kind, of }) => kind === problem?.kind && of === problem.of);
  const open = items.filter((item) => !markOf(item));
  const aside = items.flatMap((item): AsideItem[] => {
    const mark = markOf(item);
    return mark ? [{ item, mark }] : [];
  });
  return (
    <Panel title="Needs attention" isFlush>
      {open.length > 0 && (
        <ul className="divide-y divide-line">
          {open.map((item) => (
            <li key={item.id} className={cn('flex items-center', mayAcknowledge && 'pr-2')}>
              <Line href={item.href}>
                <LineContent {...item} />
              </Line>
              {mayAcknowledge && <LineMenu {...item} />}
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
      {aside.length > 0 && <PutAside items={aside} mayAcknowledge={mayAcknowledge} />}
    </Panel>
  );
}

/** As wide as a button even where there is none, so that the lines end alike. */
function LineMenu({ problem, count = 1, sentence }: AttentionItem) {
  if (!problem) return <span className="size-7 shrink-0 touch:size-11" />;
  return <ProblemMenu problem={problem} count={count} name={sentence} />;
}

const lineClass =
  'grid min-w-0 flex-1 grid-cols-[auto_2.6rem_minmax(0,1fr)_auto] items-center gap-x-2 px-4 py-2.5 sm:grid-cols-[auto_3.25rem_minmax(0,1fr)_auto] sm:gap-x-3 touch:py-3';

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
          className="size-4 text-control transition-transform duration-fast group-hover:translate-x-0.5 max-sm:hidden"
        />
      )}
    </>
  );
}

type PutAsideProps = { items: readonly AsideItem[]; mayAcknowledge: boolean };

function PutAside({ items, mayAcknowledge }: PutAsideProps) {
  const [isOpen, setIsOpen] = useState(false);
  const listId = useId();
  return (
    <div className="border-t border-line first:border-t-0">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={() => setIsOpen(!isOpen)}
        className="flex w-full items-center gap-2 px-4 py-2.5 text-muted transition-colors duration-fast hover:bg-hover focus-visible:-outline-offset-2 touch:py-3"
      >
        <ChevronDown
          aria-hidden
          className={cn('size-4 transition-transform duration-fast', !isOpen && '-rotate-90')}
        />
        {formatCount(items.length, 'problem')} seen or snoozed
      </button>
      <ul id={listId} hidden={!isOpen} className="divide-y divide-line border-t border-line">
        {items.map(({ item, mark }) => (
          <li key={item.id} className="flex items-center gap-2 pr-4">
            <Line href={item.href}>
              <LineContent {...item} detail={markWords(mark)} />
            </Line>
            {mayAcknowledge && <BringBack item={item} mark={mark} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function BringBack({ item, mark: { kind, of } }: AsideItem) {
  const { mutate, isPending } = useReopen();
  const bringBack = () =>
    mutate(
      { kind, of },
      {
        onSuccess: () => toast.success('The problem is back on the list'),
        onError: toast.failure,
      },
    );
  return (
    <Button
      size="sm"
      aria-label={`Bring back: ${item.sentence}`}
      onClick={bringBack}
      isPending={isPending}
    >
      Bring back
    </Button>
  );
}
