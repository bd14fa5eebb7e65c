'use client';

import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { FormDialog } from '@/components/ui/form-dialog';
import { toast } from '@/components/ui/toast';
import { useGo } from '@/components/ui/unsaved';
import type { Customer } from '@/lib/contract/customers';
import { PickCustomer, type Choice } from './pick-customer';
import { useDeleteCustomer, useMergeCustomer } from './queries';

type CustomerDialogProps = { customer: Customer; onClose: () => void };

/** Confirms deleting a customer: its users and devices stay, without it. */
export function DeleteCustomerDialog({ customer, onClose }: CustomerDialogProps) {
  const go = useGo();
  const deletion = useDeleteCustomer(customer.id);
  const confirm = () =>
    deletion.mutate(undefined, {
      onSuccess: () => {
        toast.success(`Deleted ${customer.name}`);
        go('/customers');
      },
    });
  return (
    <ConfirmDialog
      title={`Delete ${customer.name}?`}
      description="Its note, tags, and price are deleted. Its users and devices stay: without a customer, or with one that has their domain. Nothing changes at RemotePC or remote.it. This can’t be undone."
      confirm="Delete customer"
      isDanger
      isPending={deletion.isPending}
      error={deletion.error}
      onConfirm={confirm}
      onClose={onClose}
    />
  );
}

const FORM = 'merge-customer';

/** Moves what a customer has to another one, and deletes it. */
export function MergeCustomerDialog({ customer, onClose }: CustomerDialogProps) {
  const go = useGo();
  const [into, setInto] = useState<Choice | null>(null);
  const [isTried, setIsTried] = useState(false);
  const merge = useMergeCustomer(customer.id);
  const { error } = merge;
  const submit = () => {
    setIsTried(true);
    if (!into || merge.isPending) return;
    merge.mutate(into.value, {
      onSuccess: () => {
        toast.success(`Merged ${customer.name} into ${into.label}`);
        go(`/customers/${into.value}`);
      },
    });
  };
  const faults = error ? [error.detail] : isTried && !into ? ['Select a customer.'] : [];
  return (
    <FormDialog
      formId={FORM}
      title={`Merge ${customer.name} into another customer`}
      description={`The other customer gets its domains, users, devices, tags, and note. ${customer.name} is deleted. This can’t be undone.`}
      submit={into ? `Merge into ${into.label}` : 'Merge'}
      isPending={merge.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {faults.length > 0 && (
        <ErrorSummary
          title="Nothing is merged yet"
          attempt={merge.submittedAt}
          errors={faults.map((message) => ({ message }))}
          requestId={error?.requestId}
        />
      )}
      <PickCustomer value={into?.value ?? null} onChange={setInto} without={customer.id} />
    </FormDialog>
  );
}
