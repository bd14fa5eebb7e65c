'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input, Select } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import { useGo } from '@/components/ui/unsaved';
import type { StatementSummary } from '@/lib/contract/statements';
import { formatMonth, lastMonths } from '@/lib/shared/months';
import { useCreateStatement } from './queries';

const FORM = 'create-statement';

type CreateStatementDialogProps = {
  items: readonly StatementSummary[];
  onClose: () => void;
  now?: Date;
};

/** Chooses a month. One that has a statement gets a new version, with a reason. */
export function CreateStatementDialog(props: CreateStatementDialogProps) {
  const { items, onClose, now = new Date() } = props;
  const months = lastMonths(now);
  const has = (month: string) => items.some((item) => item.month === month);
  // The last complete one.
  const [month, setMonth] = useState(months[1] ?? '');
  const [reason, setReason] = useState('');
  const [isTried, setIsTried] = useState(false);
  const create = useCreateStatement();
  const go = useGo();
  const isCorrection = has(month);
  const isCurrent = month === months[0];
  const lacksReason = isCorrection && reason.trim() === '';
  const submit = () => {
    setIsTried(true);
    if (lacksReason || create.isPending) return;
    create.mutate(
      { month, ...(isCorrection && { correction: reason }) },
      {
        onSuccess: ({ id }) => {
          toast.success(`Created the statement for ${formatMonth(month)}`);
          go(`/statements/${id}`);
        },
      },
    );
  };
  return (
    <FormDialog
      formId={FORM}
      title="Create statement"
      description="Seats and prices are frozen as they are now. A statement never changes afterwards."
      submit={isCorrection ? 'Create new version' : 'Create statement'}
      isPending={create.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {create.error && (
        <Notice tone="bad" isLive>
          {create.error.detail}
        </Notice>
      )}
      <Field label="Month" help="From its first to its last day in UTC.">
        {(control) => (
          <Select {...control} value={month} onChange={(event) => setMonth(event.target.value)}>
            {months.map((each) => (
              <option key={each} value={each}>
                {formatMonth(each)}
                {has(each) ? ' (has a statement)' : ''}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {isCurrent && (
        <Notice tone="warn">This month isn’t over: the statement covers it up to today.</Notice>
      )}
      {isCorrection && (
        <Field
          label="Reason for the correction"
          isRequired
          error={isTried && lacksReason ? 'Enter a reason.' : undefined}
          help="The earlier version stays as it is."
        >
          {(control) => (
            <Input
              {...control}
              value={reason}
              maxLength={500}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      )}
    </FormDialog>
  );
}
