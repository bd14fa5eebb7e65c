'use client';

import { ChevronRight } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { FileDrop } from '@/components/lists/file-drop';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/inputs';
import { PageBody } from '@/components/ui/page';
import { StepHeading } from '@/components/ui/step-heading';
import type { PasswordSource } from './queries';

/** As the server takes them. */
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const ACCEPTED =
  '.xlsx,.csv,.tsv,.txt,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

type ListStepProps = {
  text: string;
  isReading: boolean;
  /** Why the list could not be read. */
  problem: string | null;
  onType: (text: string) => void;
  onRead: (source: PasswordSource) => void;
};

/** One place for a list, whichever way it comes: dropped, chosen or pasted. */
export function ListStep({ text, isReading, problem, onType, onRead }: ListStepProps) {
  const [ownProblem, setOwnProblem] = useState<string | null>(null);

  const readFile = async (file: File) => {
    const isTooLarge = file.size > MAX_FILE_BYTES;
    setOwnProblem(isTooLarge ? 'This file is larger than 10 MiB. Split it.' : null);
    if (isTooLarge) return;
    try {
      // As it is now: what is stored must be what was checked, even if the file changes meanwhile.
      onRead(new File([await file.arrayBuffer()], file.name));
    } catch {
      setOwnProblem('The browser can’t read this file. Close it in other programs and try again.');
    }
  };
  const readText = () => {
    const isMissing = text.trim() === '';
    setOwnProblem(isMissing ? 'Paste a list here, or choose a file.' : null);
    if (!isMissing && !isReading) onRead(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) readText();
  };
  return (
    <PageBody width="form">
      <StepHeading isEntered={false}>Whose passwords</StepHeading>
      <p className="mt-1 mb-3 text-13 text-muted">
        The list stays in your browser: the server reads it to check it, and again to store it, and
        keeps nothing but the sealed passwords.
      </p>
      <FileDrop
        label="A file with user names and passwords"
        hint="or drop it here: Excel, CSV or text, up to 10 MiB and 50,000 rows"
        accept={ACCEPTED}
        isBusy={isReading}
        onFile={(file) => void readFile(file)}
      >
        <Field
          label="Or paste a list"
          id="list"
          help="One customer a line: user name and password, with a semicolon, a comma or a tab between."
          error={ownProblem ?? problem ?? undefined}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={8}
              value={text}
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
              autoCorrect="off"
              className="font-mono"
              placeholder={'ann@customer.example;her password\nbob@customer.example;his password'}
              onChange={(event) => {
                setOwnProblem(null);
                onType(event.target.value);
              }}
              onKeyDown={onKeyDown}
            />
          )}
        </Field>
      </FileDrop>
      <div className="mt-4 flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button variant="primary" isPending={isReading} onClick={readText}>
          Check the list
        </Button>
        <p className="min-w-0 flex-1 basis-48 text-12 text-muted">Nothing is stored yet.</p>
      </div>
      <ListTips />
    </PageBody>
  );
}

/** What can be read, and what a password must look like to arrive as it is. */
function ListTips() {
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
