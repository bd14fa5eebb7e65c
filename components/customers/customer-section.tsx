'use client';

import Link from 'next/link';
import { Fragment, lazy, Suspense, useState } from 'react';
import { Section } from '@/components/items/details';
import { Button } from '@/components/ui/button';
import type { CustomerOf, SeveralCustomers } from '@/lib/contract/common';
import type { Assignable } from './queries';

const SetCustomerDialog = lazy(async () => ({
  default: (await import('./set-customer-dialog')).SetCustomerDialog,
}));

type CustomerSectionProps = {
  customer: CustomerOf | null | undefined;
  /** Set by hand, to a customer or to none. */
  isByHand: boolean;
  /** Their rules apply, so that it belongs to none of them. */
  several?: SeveralCustomers;
  /** Whose customer it is, as in the dialog's title. */
  name: string;
  assignable: Assignable;
  permissions: readonly string[];
};

/** To which customer a user or a device belongs, why, and a way to change it. */
export function CustomerSection(props: CustomerSectionProps) {
  const { customer, isByHand, several, name, assignable, permissions } = props;
  const [isAsking, setIsAsking] = useState(false);
  const canManage = permissions.includes('customers.manage');
  if (!permissions.includes('customers.read') || (!customer && !canManage)) return null;
  return (
    <Section title="Customer">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 wrap-anywhere">
          {customer ? (
            <Link
              href={`/customers/${customer.id}`}
              prefetch={false}
              className="font-medium hover:underline"
            >
              {customer.name}
            </Link>
          ) : (
            <span className="text-muted">None</span>
          )}
          {(customer || isByHand) && (
            <span className="text-muted"> · {isByHand ? 'by hand' : reasonOf(customer)}</span>
          )}
          {several && <Several customers={several} />}
        </p>
        {canManage && (
          <Button size="sm" onClick={() => setIsAsking(true)} className="shrink-0">
            {customer ? 'Change customer…' : 'Set customer…'}
          </Button>
        )}
      </div>
      <Suspense fallback={null}>
        {isAsking && (
          <SetCustomerDialog
            name={name}
            assignable={assignable}
            onClose={() => setIsAsking(false)}
          />
        )}
      </Suspense>
    </Section>
  );
}

/** "by tag VIP": what it is that makes it the customer's. */
function reasonOf(customer: CustomerOf | null | undefined): string {
  const { source, value = '' } = customer ?? {};
  if (source === 'tag') return `by tag ${value}`;
  if (source !== 'name') return source === 'hand' ? 'by hand' : 'by domain';
  return value.includes('*') ? `by name like “${value}”` : `by name that contains “${value}”`;
}

function Several({ customers }: { customers: SeveralCustomers }) {
  return (
    <span className="text-muted">
      {' · rules of '}
      {customers.map(({ id, name }, place) => (
        <Fragment key={id}>
          {place > 0 && (place === customers.length - 1 ? ' and ' : ', ')}
          <Link href={`/customers/${id}`} prefetch={false} className="hover:underline">
            {name}
          </Link>
        </Fragment>
      ))}
      {' apply, so set it by hand'}
    </span>
  );
}
