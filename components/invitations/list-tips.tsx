import { ChevronRight } from 'lucide-react';
import { CopyButton } from '@/components/ui/copy-button';

const examples = [
  {
    what: 'a table',
    title: 'A table, with any of , ; tab |',
    text: 'E-mail;Seats\nann@customer.example;5\nbob@customer.example;2',
  },
  {
    what: 'address lines',
    title: 'Lines copied from a mail program',
    text: 'Ann Lee <ann@customer.example>; "Sand, Bob" <bob@customer.example>',
  },
  {
    what: 'plain addresses',
    title: 'Plain addresses',
    text: 'ann@customer.example\nbob@customer.example',
  },
];

/** What can be handed in, with examples to copy. */
export function ListTips() {
  return (
    <details className="group mt-6 text-13">
      <summary className="-ml-1 inline-flex cursor-pointer list-none items-center gap-1 rounded-tag px-1 text-muted hover:text-ink touch:min-h-11">
        <ChevronRight
          aria-hidden
          className="size-4 transition-transform duration-fast group-open:rotate-90"
        />
        What can be read
      </summary>
      <ul className="mt-2 flex flex-col gap-3">
        {examples.map(({ what, title, text }) => (
          <li key={what}>
            <div className="flex items-center justify-between gap-2">
              <p>{title}</p>
              <CopyButton text={text} what={what} />
            </div>
            <pre className="rounded-control bg-sunken px-2.5 py-1.5 font-mono text-12 break-words whitespace-pre-wrap">
              {text}
            </pre>
          </li>
        ))}
      </ul>
      <p className="mt-3 text-muted">
        An Excel workbook (.xlsx) is read as it is. Columns are found by their names, else by what
        is in them; where that isn’t sure you are asked. Without a column for seats, everybody gets
        0; you can set them in the next step. A results file of this desk can be handed in as it is.
      </p>
    </details>
  );
}
