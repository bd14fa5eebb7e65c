'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input, Select } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { StatementRecipients, StatementSettings } from '@/lib/contract/statements';
import { statementRecipientsQuery, useChangeSettings } from './queries';

const FORM = 'statement-settings';
const DAYS = Array.from({ length: 28 }, (_, index) => index + 1);

type SettingsDialogProps = { settings: StatementSettings; onClose: () => void };

/** On which day statements are created, who gets them by email, and what Xero’s file says. */
export function SettingsDialog({ settings, onClose }: SettingsDialogProps) {
  const [values, setValues] = useState(settings);
  const set = (change: Partial<StatementSettings>) => setValues({ ...values, ...change });
  const save = useChangeSettings();
  const { error } = save;
  const recipients = useQuery(statementRecipientsQuery()).data;
  const submit = () => {
    // Without those who may not read statements any more.
    const mailTo = recipients && chosenOf(recipients, values.mailTo);
    save.mutate(
      { ...values, mailTo },
      {
        onSuccess: () => {
          toast.success('Saved');
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      formId={FORM}
      title="Statement settings"
      submit="Save"
      isPending={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {error && error.errors.length === 0 && (
        <Notice tone="bad" isLive>
          {error.detail}
        </Notice>
      )}
      <Field
        label="Create last month’s statement"
        help="On that day in UTC, or as soon afterwards as the server runs."
        error={error?.errorAt('day')}
      >
        {(control) => (
          <Select
            {...control}
            value={values.day ?? ''}
            onChange={({ target }) =>
              set({ day: target.value === '' ? null : Number(target.value) })
            }
          >
            <option value="">By hand only</option>
            {DAYS.map((day) => (
              <option key={day} value={day}>
                On day {day} of each month
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Recipients
        recipients={recipients}
        chosen={values.mailTo}
        onChange={(mailTo) => set({ mailTo })}
      />
      <fieldset className="flex flex-col gap-4 border-t border-line pt-4">
        <legend className="sr-only">Invoices for Xero</legend>
        <Field
          label="Account code in Xero"
          help="As in Xero’s chart of accounts; 200 is Sales."
          error={error?.errorAt('accountCode')}
        >
          {(control) => (
            <Input
              {...control}
              value={values.accountCode}
              onChange={({ target }) => set({ accountCode: target.value })}
            />
          )}
        </Field>
        <Field
          label="Tax rate in Xero"
          help="Its display name, such as 20% (VAT on Income)."
          error={error?.errorAt('taxType')}
        >
          {(control) => (
            <Input
              {...control}
              value={values.taxType}
              onChange={({ target }) => set({ taxType: target.value })}
            />
          )}
        </Field>
        <Field
          label="Days until an invoice is due"
          error={error?.errorAt('dueDays')}
          className="max-w-60"
        >
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0}
              max={365}
              value={Number.isNaN(values.dueDays) ? '' : values.dueDays}
              onChange={({ target }) => set({ dueDays: target.valueAsNumber })}
            />
          )}
        </Field>
      </fieldset>
    </FormDialog>
  );
}

function chosenOf({ items }: StatementRecipients, ids: readonly string[]): string[] {
  return items.map(({ id }) => id).filter((id) => ids.includes(id));
}

type RecipientsProps = {
  /** `undefined` while they load. */
  recipients: StatementRecipients | undefined;
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
};

/** Who gets each new statement by email, of those who may read it. */
function Recipients({ recipients, chosen, onChange }: RecipientsProps) {
  if (!recipients) return null;
  const { items, sendsMail } = recipients;
  return (
    <fieldset className="min-w-0 border-t border-line pt-4">
      <legend className="sr-only">Email each new statement to</legend>
      <p aria-hidden className="mb-1 font-medium">
        Email each new statement to
      </p>
      <p className="mb-2 text-12 text-muted">
        {sendsMail
          ? 'With the sums of each customer, and all numbers as an attached workbook.'
          : 'This server doesn’t send email yet: set SMTP_URL first.'}
      </p>
      <div className="flex max-h-48 flex-col gap-2 overflow-y-auto p-1 wrap-anywhere">
        {items.map(({ id, name, email }) => (
          <Checkbox
            key={id}
            label={name}
            help={email}
            checked={chosen.includes(id)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
