'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { useDraft } from '@/components/items/annotations';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import { useGo } from '@/components/ui/unsaved';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { Customer } from '@/lib/contract/customers';
import {
  changedFields,
  fieldLabels,
  formFields,
  inputOf,
  noValues,
  priceFault,
  shownValue,
  valuesOf,
  type FormField,
  type FormValues,
} from './form-values';
import { customerQuery, offeredCustomersQuery, useAddCustomer, useChangeCustomer } from './queries';
import { OwnFields, RuleFields } from './row-fields';

type AddCustomerDialogProps = { onClose: () => void };

/** Adds a customer and opens it. */
export function AddCustomerDialog({ onClose }: AddCustomerDialogProps) {
  const go = useGo();
  const [draft, keepDraft] = useDraft<Partial<FormValues>>('form', 'new customer');
  const add = useAddCustomer();
  const submit = () =>
    add.mutate(inputOf({ ...noValues, ...draft }), {
      onSuccess: ({ id, name }) => {
        keepDraft(null);
        toast.success(`Added ${name}`);
        go(`/customers/${id}`);
        onClose();
      },
    });
  return (
    <CustomerDialog
      title="Add customer"
      description={
        <>
          To add many,{' '}
          <Link href="/customers/import" className="underline underline-offset-2">
            import a list
          </Link>
          .
        </>
      }
      action="Add customer"
      values={{ ...noValues, ...draft }}
      onChange={(change) => keepDraft({ ...draft, ...change })}
      problem={add.error}
      attempt={add.submittedAt}
      isPending={add.isPending}
      onSubmit={submit}
      onDiscard={() => keepDraft(null)}
      onClose={onClose}
    />
  );
}

type Draft = {
  /** The customer that was edited, as it was then. */
  base: Customer;
  typed: Partial<FormValues>;
};

type EditCustomerDialogProps = { customer: Customer; onClose: () => void };

/**
 * Changes a customer. If someone else has changed it meanwhile, nothing is saved: their changes are
 * shown beside what was typed, and saving again replaces only the fields that were typed into.
 */
export function EditCustomerDialog({ customer, onClose }: EditCustomerDialogProps) {
  const client = useQueryClient();
  const [kept, keepDraft] = useDraft<Draft>('form', `customer ${customer.id}`);
  const { base, typed } = kept ?? { base: customer, typed: {} };
  const [theirs, setTheirs] = useState<readonly FormField[]>([]);
  const change = useChangeCustomer(customer.id);
  const values = { ...valuesOf(base), ...typed };
  const close = () => {
    keepDraft(null);
    onClose();
  };
  /** With what is saved now. If that can't be read, saving again finds the same. */
  const compare = async (changed: readonly FormField[]) => {
    const now = await client
      .fetchQuery({ ...customerQuery(customer.id), staleTime: 0 })
      .catch(() => null);
    if (!now) return;
    setTheirs(changedFields(valuesOf(now), valuesOf(base)));
    keepDraft({ base: now, typed: pick(values, changed) });
  };
  const save = () => {
    const changed = changedFields(values, valuesOf(base));
    if (changed.length === 0) return close();
    const input = inputOf(values);
    const fields = Object.fromEntries(changed.map((field) => [field, input[field]]));
    change.mutate(
      { ...fields, version: base.version },
      {
        onSuccess: (saved) => {
          client.setQueryData(customerQuery(customer.id).queryKey, saved);
          toast.success(`Saved ${saved.name}`);
          close();
        },
        onError: ({ code }) => void (code === 'customer_changed' && compare(changed)),
      },
    );
  };
  const isTaken = change.error?.code === 'customer_changed';
  return (
    <CustomerDialog
      title={`Edit ${customer.name}`}
      action="Save"
      values={values}
      onChange={(next) => keepDraft({ base, typed: { ...typed, ...next } })}
      problem={isTaken ? null : change.error}
      attempt={change.submittedAt}
      isPending={change.isPending}
      notice={isTaken && <TheirChanges fields={theirs} now={valuesOf(base)} typed={typed} />}
      onSubmit={save}
      onDiscard={() => keepDraft(null)}
      onClose={onClose}
    />
  );
}

function pick(values: FormValues, fields: readonly FormField[]): Partial<FormValues> {
  return Object.fromEntries(fields.map((field) => [field, values[field]]));
}

type TheirChangesProps = {
  fields: readonly FormField[];
  now: FormValues;
  typed: Partial<FormValues>;
};

/** What someone else has saved since the form was opened. */
function TheirChanges({ fields, now, typed }: TheirChangesProps) {
  return (
    <Notice tone="warn" isLive title="Someone else changed this customer. Nothing is saved yet">
      <p>Save again to keep what you typed.</p>
      <ul className="mt-1 flex flex-col gap-0.5 wrap-anywhere">
        {fields.map((field) => (
          <li key={field}>
            {fieldLabels[field]}: now {quoted(shownValue(field, now))}
            {field in typed ? ', which yours would replace' : ''}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function quoted(text: string): string {
  return text === '' ? 'empty' : `“${text}”`;
}

const UNKNOWN = 'Outcome unknown: it may have been saved';

type CustomerDialogProps = {
  title: string;
  description?: ReactNode;
  action: string;
  values: FormValues;
  onChange: (change: Partial<FormValues>) => void;
  problem: ApiProblem | null;
  attempt: number;
  isPending: boolean;
  notice?: ReactNode;
  onSubmit: () => void;
  onDiscard: () => void;
  onClose: () => void;
};

/** What was typed stays when the dialog is closed; *Cancel* discards it. */
function CustomerDialog(props: CustomerDialogProps) {
  const { title, action, values, onChange, problem, attempt, isPending, notice, onClose } = props;
  const formId = useId();
  const first = useFocusOnOpen();
  const [isTried, setIsTried] = useState(false);
  const fault = priceFault(values);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (!isPending && !fault) props.onSubmit();
  };
  const errorAt = (name: FormField) =>
    isTried && fault && name === 'pricePerSeat' ? fault : errorOf(problem, name);
  const cancel = () => {
    props.onDiscard();
    onClose();
  };
  const errors = formFields.flatMap((field) => {
    const message = errorAt(field);
    return message ? [{ fieldId: `${formId}-${field}`, message }] : [];
  });
  const control = (field: FormField) => ({
    value: values[field],
    autoComplete: 'off',
    onChange: (event: { target: { value: string } }) => onChange({ [field]: event.target.value }),
  });
  const field = (name: FormField) => ({
    id: `${formId}-${name}`,
    label: fieldLabels[name],
    error: errorAt(name),
  });
  const rows = (name: 'rules' | 'ownFields') => ({
    ...{ id: `${formId}-${name}`, value: values[name], error: errorAt(name) },
    onChange: (value: string) => onChange({ [name]: value }),
  });
  const names = useFieldNames();
  return (
    <Dialog
      isOpen
      size="md"
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={title}
      description={props.description}
      footer={
        <>
          <Button variant="ghost" onClick={cancel}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} isPending={isPending}>
            {action}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4 pb-1">
        {(problem || errors.length > 0) && (
          <ErrorSummary
            title={problem && !problem.isRefusal ? UNKNOWN : undefined}
            attempt={attempt}
            errors={errors.length > 0 ? errors : [{ message: problem?.detail ?? '' }]}
            requestId={problem?.requestId}
          />
        )}
        {notice}
        <Field {...field('name')} isRequired>
          {(bound) => <Input {...bound} {...control('name')} ref={first} maxLength={200} />}
        </Field>
        <Field
          {...field('domains')}
          isOptional
          help="Users with an address at one of these belong to the customer. Separate several with commas."
        >
          {(bound) => (
            <Input
              {...bound}
              {...control('domains')}
              placeholder="acme.example"
              spellCheck={false}
            />
          )}
        </Field>
        <RuleFields {...rows('rules')} />
        <Field {...field('externalId')} isOptional help="As in your PSA or accounting system.">
          {(bound) => <Input {...bound} {...control('externalId')} maxLength={100} />}
        </Field>
        <div className="grid gap-4 sm:grid-cols-[1fr_8rem]">
          <Field {...field('pricePerSeat')} isOptional>
            {(bound) => <Input {...bound} {...control('pricePerSeat')} inputMode="decimal" />}
          </Field>
          <Field {...field('currency')} isOptional>
            {(bound) => (
              <Input {...bound} {...control('currency')} placeholder="EUR" maxLength={3} />
            )}
          </Field>
        </div>
        <Field {...field('tags')} isOptional help="Separate several with commas.">
          {(bound) => <Input {...bound} {...control('tags')} />}
        </Field>
        <OwnFields {...rows('ownFields')} names={names} />
        <Field {...field('note')} isOptional>
          {(bound) => <Textarea {...bound} {...control('note')} rows={4} />}
        </Field>
      </form>
    </Dialog>
  );
}

/** The names of own fields that other customers have. */
function useFieldNames(): string[] {
  const { data } = useQuery(offeredCustomersQuery(''));
  const all = data?.items.flatMap(({ ownFields }) => ownFields.map(({ name }) => name));
  return [...new Set(all)].sort();
}

/** A fault of one of several, such as `domains.1`, is the field's. */
function errorOf(problem: ApiProblem | null, field: FormField): string | undefined {
  const fault = problem?.errors.find(
    ({ path }) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`),
  );
  return fault?.message;
}
