'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input, Select } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { StatementSettings } from '@/lib/contract/statements';
import { useChangeSettings } from './queries';

const FORM = 'statement-settings';
const DAYS = Array.from({ length: 28 }, (_, index) => index + 1);

type SettingsDialogProps = { settings: StatementSettings; onClose: () => void };

/** On which day statements are created, and what Xero’s file says. */
export function SettingsDialog({ settings, onClose }: SettingsDialogProps) {
  const [values, setValues] = useState(settings);
  const set = (change: Partial<StatementSettings>) => setValues({ ...values, ...change });
  const save = useChangeSettings();
  const { error } = save;
  const submit = () => {
    save.mutate(values, {
      onSuccess: () => {
        toast.success('Saved');
        onClose();
      },
    });
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
