'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { QueryGap } from '@/components/items/query-gap';
import { ErrorSummary, type SummarisedError } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/inputs';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { toast } from '@/components/ui/toast';
import { useGo } from '@/components/ui/unsaved';
import type { Customer, SplitCustomer } from '@/lib/contract/customers';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { PickCustomer, type Choice } from './pick-customer';
import { customerQuery, splitPreviewQuery, useSplitCustomer } from './queries';
import { noPart, SplitParts, type Part } from './split-parts';

const FORM = 'split-customer';
const NAME = `${FORM}-name`;

/** Where the chosen part goes. */
type Target = { kind: 'new' | 'existing'; name: string; into: Choice | null };

const kinds = [
  { value: 'new', label: 'New customer' },
  { value: 'existing', label: 'Existing customer' },
] as const;

type SplitCustomerDialogProps = { customer: Customer; onClose: () => void };

/** Moves some of a customer's users to another one: by domain, by rule, or by hand. */
export function SplitCustomerDialog({ customer, onClose }: SplitCustomerDialogProps) {
  const go = useGo();
  const client = useQueryClient();
  const { id, name } = customer;
  const [target, setTarget] = useState<Target>({ kind: 'new', name: '', into: null });
  const [part, setPart] = useState<Part>(noPart);
  /** Of the customer that is shown. */
  const [version, setVersion] = useState(customer.version);
  const [isTried, setIsTried] = useState(false);
  const split = useSplitCustomer(id);
  const preview = useQuery(splitPreviewQuery(id, part));
  const { error } = split;
  const submit = () => {
    setIsTried(true);
    if (missingIn(target, part).length > 0 || split.isPending) return;
    split.mutate(
      { ...targetInput(target), ...part, version },
      {
        onSuccess: (done) => {
          toast.success(outcomeOf(name, done), leftOutOf(name, done));
          go(`/customers/${done.into.id}`);
        },
        onError: async ({ code }) => {
          if (code !== 'customer_changed') return;
          const query = { ...customerQuery(id), staleTime: 0 };
          const now = await client.fetchQuery(query).catch(() => null);
          if (now) setVersion(now.version);
          if (now) setPart((chosen) => keptIn(now, chosen));
        },
      },
    );
  };
  const faults = [
    ...(error ? [{ message: error.detail, ...(error.errorAt('name') && { fieldId: NAME }) }] : []),
    ...(isTried ? missingIn(target, part) : []),
  ];
  return (
    <FormDialog
      formId={FORM}
      size="md"
      title={`Split ${name}`}
      description={`Some of its users go to another customer; the others stay. Nothing changes at RemotePC.`}
      submit="Split customer"
      isPending={split.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {faults.length > 0 && (
        <ErrorSummary
          title={
            error && !error.isRefusal
              ? 'Outcome unknown: users may have been moved'
              : 'Nothing is split yet'
          }
          attempt={split.submittedAt}
          errors={faults}
          requestId={error?.requestId}
        />
      )}
      <Where target={target} without={id} onChange={setTarget} />
      {preview.data ? (
        <SplitParts id={id} preview={preview.data} part={part} onChange={setPart} />
      ) : (
        preview.error && <QueryGap query={preview} />
      )}
      <p role="status" className="border-t border-line pt-3 text-muted tabular-nums">
        {preview.isPlaceholderData
          ? 'Counting…'
          : preview.data && summaryOf(customer, target, preview.data)}
      </p>
    </FormDialog>
  );
}

type WhereProps = { target: Target; without: string; onChange: (target: Target) => void };

function Where({ target, without, onChange }: WhereProps) {
  const { kind, name, into } = target;
  return (
    <>
      <SegmentedControl
        label="Where they go"
        value={kind}
        options={kinds}
        onChange={(next) => onChange({ ...target, kind: next })}
        className="w-full"
      />
      {kind === 'new' ? (
        <Field id={NAME} label="Name of the new customer" isRequired>
          {(control) => (
            <Input
              {...control}
              value={name}
              autoComplete="off"
              maxLength={200}
              onChange={(event) => onChange({ ...target, name: event.target.value })}
            />
          )}
        </Field>
      ) : (
        <PickCustomer
          value={into?.value ?? null}
          onChange={(next) => onChange({ ...target, into: next })}
          without={without}
        />
      )}
    </>
  );
}

function targetInput({ kind, name, into }: Target): { name: string } | { into: string } {
  return kind === 'new' ? { name: name.trim() } : { into: into?.value ?? '' };
}

function missingIn({ kind, name, into }: Target, part: Part): SummarisedError[] {
  const { domains, rules, users } = part;
  return [
    ...(kind === 'new' && name.trim() === ''
      ? [{ fieldId: NAME, message: 'Enter a name for the new customer.' }]
      : []),
    ...(kind === 'existing' && !into ? [{ message: 'Select a customer.' }] : []),
    ...(domains.length + rules.length + users.length === 0
      ? [{ message: 'Select domains, rules, or users.' }]
      : []),
  ];
}

/** What of a choice the customer still has. */
function keptIn({ domains }: Customer, chosen: Part): Part {
  return { ...chosen, domains: chosen.domains.filter((one) => domains.includes(one)), rules: [] };
}

/** "2 users go to North. 3 stay with Acme." */
function summaryOf(
  { name }: Customer,
  { kind, name: typed, into }: Target,
  { users, moved }: { users: number; moved: number },
): string {
  const to = (kind === 'new' ? typed.trim() : into?.label) || 'the other customer';
  const goes = moved === 1 ? 'goes' : 'go';
  return `${formatCount(moved, 'user')} ${goes} to ${to}. ${formatNumber(users - moved)} of ${formatNumber(users)} stay with ${name}.`;
}

function outcomeOf(name: string, { into, moved }: SplitCustomer): string {
  return `Split ${name}: ${formatCount(moved, 'user')} moved to ${into.name}`;
}

function leftOutOf(name: string, { skippedCount }: SplitCustomer) {
  if (skippedCount === 0) return undefined;
  const who = formatCount(skippedCount, 'user');
  return { description: `${who} no longer belonged to ${name} and didn’t move.` };
}
