'use client';

import { ListEntry, ListTips } from '@/components/lists/list-entry';
import { CopyButton } from '@/components/ui/copy-button';
import { PageBody } from '@/components/ui/page';
import { StepHeading } from '@/components/ui/step-heading';
import type { InvitationTemplate } from '@/lib/contract/invitation-templates';
import { formatCount } from '@/lib/shared/format';
import { hasUnreadText, type Draft, type DraftStep } from './draft-state';
import { TemplateField } from './template-field';

type ListStepProps = {
  draft: Draft;
  isEntered: boolean;
  isReading: boolean;
  /** Why the list couldn't be read. */
  problem: string | null;
  onType: (text: string) => void;
  onRead: (list: string | File) => void;
  onTemplate: (template: InvitationTemplate | null) => void;
  onStep: (step: DraftStep) => void;
};

export function ListStep({ draft, isEntered, onTemplate, onStep, ...reading }: ListStepProps) {
  const { source, text, rows } = draft;
  const isRead = source !== null && !hasUnreadText(draft);
  return (
    <PageBody width="form" className="pt-5">
      <div className="mb-3">
        <StepHeading isEntered={isEntered}>Add a list</StepHeading>
      </div>
      <TemplateField template={draft.template} onTemplate={onTemplate} />
      <ListEntry
        {...reading}
        text={text}
        fileLabel="File with email addresses"
        fileHint="or drop it here: Excel, CSV or text, up to 10 MiB"
        currentFile={
          source?.kind === 'file' &&
          isRead && (
            <p className="text-13">
              <span className="font-medium break-all">{source.name}</span>
              <span className="text-muted"> · {formatCount(rows.length, 'row')}</span>
            </p>
          )
        }
        placeholder={'ann@customer.example\nbob@customer.example;5'}
        onContinue={isRead ? () => onStep('check') : undefined}
        note={
          rows.length > 0 && !isRead
            ? 'The new text replaces the current list and all edits made to it.'
            : 'Nothing is sent yet.'
        }
      />
      <Tips />
    </PageBody>
  );
}

const examples = [
  {
    what: 'a table',
    title: 'A table separated by , ; tab or |',
    text: 'Email;Seats\nann@customer.example;5\nbob@customer.example;2',
  },
  {
    what: 'address lines',
    title: 'Recipients copied from an email client',
    text: 'Ann Lee <ann@customer.example>; "Sand, Bob" <bob@customer.example>',
  },
  {
    what: 'plain addresses',
    title: 'Plain addresses',
    text: 'ann@customer.example\nbob@customer.example',
  },
];

/** The formats that can be read, with examples to copy. */
function Tips() {
  return (
    <ListTips>
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
        You can also upload an Excel workbook (.xlsx), or a results file downloaded from a batch.
        Columns are detected from their headers or content; if they aren’t clear, you’re asked. If
        there’s no seats column, a template sets them, or you do in the next step.
      </p>
    </ListTips>
  );
}
