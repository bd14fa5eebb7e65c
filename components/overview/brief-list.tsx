import Link from 'next/link';
import type { ReactNode } from 'react';
import { Panel } from '@/components/ui/panel';

export type BriefRow = {
  key: string;
  href: string;
  /** Read aloud in the place of name and figure: a shortened name would be read in two halves. */
  label: string;
  name: ReactNode;
  figure: ReactNode;
};

type BriefListProps = {
  title: string;
  /** What the figures are, as in "unused seats". */
  description?: string;
  /** The whole list, already filtered. */
  all: { href: string; label: string };
  rows: readonly BriefRow[];
};

/** A short list of names and a figure each; every row leads on. Nothing at all where it is empty. */
export function BriefList({ title, description, all, rows }: BriefListProps) {
  if (rows.length === 0) return null;
  return (
    <Panel
      isFlush
      title={title}
      description={description}
      actions={
        <Link
          href={all.href}
          className="rounded-tag text-12 text-accent-text hover:underline hover:underline-offset-2"
        >
          {all.label}
        </Link>
      }
    >
      <ul className="py-1">
        {rows.map(({ key, href, label, name, figure }) => (
          <li key={key}>
            <Link
              href={href}
              aria-label={label}
              className="grid min-h-8 grid-cols-[minmax(0,1fr)_auto] items-center gap-4 px-4 transition-colors duration-fast hover:bg-hover focus-visible:-outline-offset-2 touch:min-h-11"
            >
              {name}
              <span className="tabular-nums">{figure}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
