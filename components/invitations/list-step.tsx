'use client';

import { ChevronRight } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { FileDrop } from '@/components/lists/file-drop';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/inputs';
import { PageBody } from '@/components/ui/page';
import { StepHeading } from '@/components/ui/step-heading';
import { formatCount } from '@/lib/shared/format';
import { hasUnreadText, type Draft, type DraftStep } from './draft-state';

/** As the server takes them. */
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const ACCEPTED =
  '.xlsx,.csv,.tsv,.txt,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

type ListStepProps = {
  draft: Draft;
  isEntered: boolean;
  isReading: boolean;
  /** Why the list could not be read. */
  problem: string | null;
  onType: (text: string) => void;
  onRead: (list: string | File) => void;
  onStep: (step: DraftStep) => void;
};

/** One place for a list, whichever way it comes: dropped, chosen or pasted. */
export function ListStep(props: ListStepProps) {
  const { draft, isEntered, isReading, problem, onType, onRead, onStep } = props;
  const [ownProblem, setOwnProblem] = useState<string | null>(null);
  const { source, text } = draft;
  const isRead = source !== null && !hasUnreadText(draft);
  const shown = ownProblem ?? problem;

  const readFile = (file: File) => {
    setOwnProblem(file.size > MAX_FILE_BYTES ? 'This file is larger than 10 MiB. Split it.' : null);
    if (file.size <= MAX_FILE_BYTES) onRead(file);
  };
  const readText = () => {
    setOwnProblem(text.trim() === '' ? 'Paste a list here, or choose a file.' : null);
    if (text.trim() !== '') onRead(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) readText();
  };
  return (
    <PageBody width="form" className="pt-5">
      <StepHeading isEntered={isEntered}>Whom to invite</StepHeading>
      <div className="mt-3">
        <FileDrop
          label="A file with addresses"
          hint="or drop it here: Excel, CSV or text, up to 10 MiB"
          accept={ACCEPTED}
          isBusy={isReading}
          onFile={readFile}
        >
          {source?.kind === 'file' && isRead && (
            <p className="text-13">
              <span className="font-medium break-all">{source.name}</span>
              <span className="text-muted"> · {formatCount(draft.rows.length, 'row')}</span>
            </p>
          )}
          <Field label="Or paste a list" id="list" error={shown ?? undefined}>
            {(control) => (
              <Textarea
                {...control}
                rows={10}
                value={text}
                spellCheck={false}
                autoComplete="off"
                className="font-mono"
                placeholder={'ann@customer.example\nbob@customer.example;5'}
                onChange={(event) => {
                  setOwnProblem(null);
                  onType(event.target.value);
                }}
                onKeyDown={onKeyDown}
              />
            )}
          </Field>
        </FileDrop>
      </div>
      <div className="mt-4 flex flex-wrap items-center gap-x-3 gap-y-2">
        {isRead ? (
          <Button variant="primary" onClick={() => onStep('check')}>
            Continue
          </Button>
        ) : (
          <Button variant="primary" isPending={isReading} onClick={readText}>
            Check the list
          </Button>
        )}
        <p className="min-w-0 flex-1 basis-48 text-12 text-muted">
          {draft.rows.length > 0 && !isRead
            ? 'The new text takes the place of the list checked before, and of what was put right in it.'
            : 'Nothing is sent yet.'}
        </p>
      </div>
      <ListTips />
    </PageBody>
  );
}

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
