'use client';

import { useId, type ReactNode } from 'react';
import { ErrorSummary } from '@/components/ui/error-summary';
import { FormDialog } from '@/components/ui/form-dialog';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { useWrite } from '@/components/ui/use-write';
import { formatCount, formatNumber } from '@/lib/shared/format';

const NAMED = 5;

export type LeftOut = {
  count: number;
  /** Some of them, each with why if the reasons differ. */
  named: readonly { key: string; words: string }[];
  /** Why, if the reason is the same for all. */
  reason?: string;
};

type Changed = { changed: number; unchanged: number };

type ChangeManyDialogProps<Result extends Changed, Input> = {
  title: string;
  noun: 'user' | 'device';
  submit: string;
  /** The outcome: "Tags of 12 users changed". */
  inWords: (count: string) => string;
  change: ReturnType<typeof useWrite<Result, Input>>;
  /** What is sent; null: it isn't complete, and the form says so. */
  readInput: () => Input | null;
  leftOut: (result: Result) => LeftOut;
  /** How the summary of a failure begins. */
  failure: (isRefusal: boolean) => string;
  onClose: () => void;
  children: ReactNode;
};

/** Changes many rows at once; stays to say which were left out. */
export function ChangeManyDialog<Result extends Changed, Input>(
  props: ChangeManyDialogProps<Result, Input>,
) {
  const { title, noun, submit, inWords, change, readInput, failure, onClose, children } = props;
  const formId = useId();
  const { data, error } = change;
  const outcome = ({ changed, unchanged }: Changed) => {
    const same = unchanged > 0 ? `, ${formatNumber(unchanged)} needed no change` : '';
    return `${inWords(formatCount(changed, noun))}${same}`;
  };
  const send = () => {
    const input = readInput();
    if (input === null || change.isPending) return;
    change.mutate(input, {
      onSuccess: (result) => {
        if (props.leftOut(result).count > 0) return;
        toast.success(outcome(result));
        onClose();
      },
    });
  };
  const left = data === undefined || change.isPending ? null : props.leftOut(data);
  return (
    <FormDialog
      formId={formId}
      title={title}
      submit={submit}
      isPending={change.isPending}
      outcome={
        data &&
        left &&
        left.count > 0 && (
          <LeftOutNotice
            {...left}
            title={`${outcome(data)}. ${formatCount(left.count, noun)} left out`}
          />
        )
      }
      onSubmit={send}
      onClose={onClose}
    >
      {error && (
        <ErrorSummary
          title={failure(error.isRefusal)}
          attempt={change.submittedAt}
          errors={[{ message: error.errors[0]?.message ?? error.detail }]}
          requestId={error.requestId}
        />
      )}
      {children}
    </FormDialog>
  );
}

function LeftOutNotice({ title, count, named, reason }: LeftOut & { title: string }) {
  const more = count - Math.min(NAMED, named.length);
  return (
    <Notice tone="warn" isLive title={title}>
      {reason !== undefined && <p>{reason}</p>}
      <ul className="mt-1 flex flex-col gap-0.5 wrap-anywhere">
        {named.slice(0, NAMED).map(({ key, words }) => (
          <li key={key}>{words}</li>
        ))}
        {more > 0 && <li>and {formatNumber(more)} more</li>}
      </ul>
    </Notice>
  );
}
