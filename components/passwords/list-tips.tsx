import { ChevronRight } from 'lucide-react';

/** What can be read, and what a password must look like to arrive as it is. */
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
      <ul className="mt-2 flex list-disc flex-col gap-1.5 pl-5 text-muted">
        <li>
          A table with any of , ; tab | between its columns, with or without a first row of names,
          or an Excel workbook. Where it isn’t sure which column is which, you are asked.
        </li>
        <li>
          A password is taken exactly as it stands. One that begins with a quotation mark, or holds
          the separator, stands in quotation marks, with its own doubled.
        </li>
        <li>
          In a workbook, format the column of passwords as text before typing: a spreadsheet takes
          leading zeros away and makes dates and formulas of what looks like one.
        </li>
        <li>
          A password with a blank at its beginning or end is left out: nobody could tell whether it
          belongs to it.
        </li>
      </ul>
    </details>
  );
}
