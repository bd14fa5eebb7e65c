'use client';

import { useAccountForNew } from '@/components/account-choice/account-select';
import { ImportStepsNav } from '@/components/lists/steps-nav';
import { ColumnsStep } from './columns-step';
import { ListStep } from './list-step';
import { ResultStep } from './result-step';
import { ReviewStep } from './review-step';
import { usePasswordList } from './use-password-list';

/** Add a list, map its columns if they can't be determined, review it, store it. */
export function StorePasswords() {
  const work = usePasswordList(useAccountForNew('remotepc'));
  const { step, list } = work;
  return (
    <>
      <ImportStepsNav step={list ? step : 'list'} onStep={work.setStep} />
      <OpenStep work={work} />
    </>
  );
}

function OpenStep({ work }: { work: ReturnType<typeof usePasswordList> }) {
  const { step, list, check, store } = work;
  if (step === 'list' || !list) {
    return (
      <ListStep
        text={work.text}
        isReading={check.isPending}
        problem={problemOf(check)}
        onType={(text) => {
          check.reset();
          work.setText(text);
        }}
        onRead={(source) => work.read(source)}
      />
    );
  }
  if (step === 'columns') {
    return (
      <ColumnsStep
        // Another sheet has other columns, and so does hidden data.
        key={`${list.sheet} ${list.hidden?.isIncluded}`}
        list={list}
        check={check}
        onSheet={(sheet) => work.read(work.source, { sheet }, 'columns')}
        onHidden={(isIncluded) => work.readHidden(isIncluded, 'columns')}
        onColumns={(reading) => work.read(work.source, reading)}
        onBack={() => work.setStep('list')}
      />
    );
  }
  if (step === 'review') {
    return (
      <ReviewStep
        list={list}
        fileName={typeof work.source === 'string' ? null : work.source.name}
        store={store}
        isReading={check.isPending}
        onHidden={(isIncluded) => work.readHidden(isIncluded)}
        onStore={work.storeAll}
        onColumns={() => work.setStep('columns')}
        onBack={() => work.setStep('list')}
      />
    );
  }
  return <ResultStep list={list} onStartOver={work.startOver} />;
}

function problemOf({ error, data }: ReturnType<typeof usePasswordList>['check']): string | null {
  if (error) return error.detail;
  const isNothing = data?.columns.isSure && data.rows.length === 0;
  return isNothing ? 'This list has no rows with a password.' : null;
}
