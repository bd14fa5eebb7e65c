'use client';

import { ListEntry, ListTips } from '@/components/lists/list-entry';
import { ImportStepsNav } from '@/components/lists/steps-nav';
import { PageBody } from '@/components/ui/page';
import { StepHeading } from '@/components/ui/step-heading';
import { ColumnsStep } from './columns-step';
import { ResultStep, ReviewStep } from './review-step';
import { useCustomerList } from './use-customer-list';

/** Add a list, map its columns if they can't be determined, review it, save it. */
export function ImportCustomers() {
  const work = useCustomerList();
  const { step, list } = work;
  return (
    <>
      <ImportStepsNav step={list ? step : 'list'} onStep={work.setStep} />
      <OpenStep work={work} />
    </>
  );
}

function OpenStep({ work }: { work: ReturnType<typeof useCustomerList> }) {
  const { step, list, check } = work;
  if (step === 'list' || !list) return <ListStep work={work} />;
  if (step === 'columns') {
    return (
      <ColumnsStep
        // Another sheet has other columns, and so does hidden data.
        key={`${list.sheet} ${list.hidden?.isIncluded}`}
        list={list}
        check={check}
        onSheet={(sheet) => work.read(work.source, { sheet }, 'columns')}
        onHidden={(isIncluded) => work.readHidden(isIncluded, 'columns')}
        onColumns={(columns) => work.readAs(columns)}
        onBack={() => work.setStep('list')}
      />
    );
  }
  if (step === 'review') return <ReviewStep list={list} work={work} />;
  return <ResultStep list={list} onStartOver={work.startOver} />;
}

function ListStep({ work }: { work: ReturnType<typeof useCustomerList> }) {
  const { check } = work;
  return (
    <PageBody width="form" className="pt-5">
      <div className="mb-3">
        <StepHeading
          isEntered={false}
          hint="You see what each row would do before anything is saved."
        >
          Add a list
        </StepHeading>
      </div>
      <ListEntry
        text={work.text}
        isReading={check.isPending}
        problem={check.error?.detail ?? null}
        onType={(text) => {
          check.reset();
          work.setText(text);
        }}
        onRead={(source) => work.read(source)}
        fileLabel="File with customers"
        fileHint="or drop it here: Excel, CSV or text, up to 10 MiB and 5,000 customers"
        pasteHelp="One customer per line, below a line that names the columns."
        placeholder={'Customer;Domains;Number\nNorth Wind;north.example;K-1007'}
        note="Nothing is saved yet."
      />
      <ListTips>
        <ul className="mt-2 flex list-disc flex-col gap-1.5 pl-5 text-muted">
          <li>
            A table whose columns are separated by comma, semicolon, tab or pipe, or an Excel
            workbook. If the columns aren’t clear, you’re asked.
          </li>
          <li>
            A domain may be written as a website or an email address. Several in one cell are
            separated by commas, and so are tags.
          </li>
          <li>
            A customer that is there already is known by its number or its name. Empty cells change
            nothing, and domains and tags are added.
          </li>
          <li>The export of your customers is a valid list.</li>
        </ul>
      </ListTips>
    </PageBody>
  );
}
