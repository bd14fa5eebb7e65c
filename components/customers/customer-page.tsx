'use client';

import { useQuery } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Column, Columns, Section } from '@/components/items/details';
import { ItemPage } from '@/components/items/item-page';
import { ChangesOfWeek } from '@/components/seats/seats-changes';
import { SeatsOverTime } from '@/components/seats/seats-over-time';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { MenuButton } from '@/components/ui/menu-button';
import { Detail, DetailList } from '@/components/ui/panel';
import { EmptyCell } from '@/components/ui/table';
import { UsageBar } from '@/components/ui/usage-bar';
import type { Customer } from '@/lib/contract/customers';
import { shownDomain } from '@/lib/shared/email/shown-email';
import { formatCount } from '@/lib/shared/format';
import { CustomerDevices, CustomerSignIns, CustomerUsers, StoredPasswords } from './customer-lists';
import { formatPrice } from './format-price';
import { customerQuery, customerSeatsQuery } from './queries';
import { ruleInWords } from './row-values';

const EditCustomerDialog = lazy(async () => ({
  default: (await import('./customer-form')).EditCustomerDialog,
}));
const MergeCustomerDialog = lazy(async () => ({
  default: (await import('./customer-dialogs')).MergeCustomerDialog,
}));
const SplitCustomerDialog = lazy(async () => ({
  default: (await import('./split-customer-dialog')).SplitCustomerDialog,
}));
const DeleteCustomerDialog = lazy(async () => ({
  default: (await import('./customer-dialogs')).DeleteCustomerDialog,
}));

type CustomerPageProps = {
  id: string;
  permissions: readonly string[];
  /** Who was invited for the customer, if the person may see it. */
  invited?: ReactNode;
};

/** One customer: what they have and pay for, whose users and devices these are, what was done. */
export function CustomerPage({ id, permissions, invited }: CustomerPageProps) {
  const query = useQuery(customerQuery(id));
  const customer = query.data;
  const [asking, setAsking] = useState<'edit' | 'merge' | 'split' | 'delete' | null>(null);
  const close = () => setAsking(null);
  return (
    <>
      <ItemPage
        list="/customers"
        listName="Customers"
        noun="customer"
        title={customer?.name ?? 'Customer'}
        facts={customer && <CustomerFacts customer={customer} />}
        copy={customer && { text: customer.name, what: 'name' }}
        action={
          permissions.includes('customers.manage') && (
            <>
              <MenuButton
                label="More actions"
                align="end"
                size="icon"
                entries={[
                  { label: 'Merge into another customer…', onSelect: () => setAsking('merge') },
                  { label: 'Split into two customers…', onSelect: () => setAsking('split') },
                  { label: 'Delete…', isDanger: true, onSelect: () => setAsking('delete') },
                ]}
              >
                <Ellipsis aria-hidden />
              </MenuButton>
              <Button variant="primary" onClick={() => setAsking('edit')}>
                Edit
              </Button>
            </>
          )
        }
        query={query}
      >
        {customer && <CustomerDetails {...{ customer, permissions, invited }} />}
      </ItemPage>
      <Suspense fallback={null}>
        {customer && asking === 'edit' && (
          <EditCustomerDialog customer={customer} onClose={close} />
        )}
        {customer && asking === 'merge' && (
          <MergeCustomerDialog customer={customer} onClose={close} />
        )}
        {customer && asking === 'split' && (
          <SplitCustomerDialog customer={customer} onClose={close} />
        )}
        {customer && asking === 'delete' && (
          <DeleteCustomerDialog customer={customer} onClose={close} />
        )}
      </Suspense>
    </>
  );
}

/** What the customer's row shows, in a line. */
function CustomerFacts({ customer }: { customer: Customer }) {
  const { users, seats, seatsUsed, devices } = customer;
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {users !== null && <span>{formatCount(users, 'user')}</span>}
      {seats !== null && (
        <span className="flex items-center gap-1">
          <UsageBar used={seatsUsed} seats={seats} />
          seats
        </span>
      )}
      {devices !== null && <span>{formatCount(devices, 'device')}</span>}
    </span>
  );
}

type CustomerDetailsProps = Pick<CustomerPageProps, 'permissions' | 'invited'> & {
  customer: Customer;
};

function CustomerDetails({ customer, permissions, invited }: CustomerDetailsProps) {
  const { id, tags, note } = customer;
  const seats = useQuery(customerSeatsQuery(id));
  return (
    <Columns isPage>
      <Column>
        <About customer={customer} />
        {tags.length > 0 && (
          <Section title="Tags">
            <ul className="flex flex-wrap gap-1.5">
              {tags.map((tag) => (
                <li key={tag} className="max-w-full">
                  <Badge>{tag}</Badge>
                </li>
              ))}
            </ul>
          </Section>
        )}
        {note !== null && (
          <Section title="Note">
            <p className="wrap-anywhere whitespace-pre-wrap">{note}</p>
          </Section>
        )}
        <SeatsOverTime query={seats} />
        <ChangesOfWeek customer={id}>
          {({ title, summary, lines }) => (
            <Section title={title}>
              <p className="mb-1 text-muted">{summary}</p>
              <ul className="divide-y divide-line border-y border-line">{lines}</ul>
            </Section>
          )}
        </ChangesOfWeek>
      </Column>
      <Column>
        <CustomerUsers id={id} />
        {invited}
        {permissions.includes('devices.read') && <CustomerDevices id={id} />}
        {permissions.includes('activity.read') && <CustomerSignIns id={id} />}
      </Column>
    </Columns>
  );
}

function About({ customer }: { customer: Customer }) {
  const { id, users, domains, rules, externalId, pricePerSeat, currency, ownFields } = customer;
  return (
    <Section title="About">
      <DetailList>
        <Detail term="Email domains">
          {domains.length === 0 ? (
            <span className="text-muted">None: users belong to it by rule or by hand</span>
          ) : (
            <ul>
              {domains.map((domain) => (
                <li key={domain} className="wrap-anywhere">
                  {shownDomain(domain)}
                </li>
              ))}
            </ul>
          )}
        </Detail>
        {rules.length > 0 && (
          <Detail term="Rules">
            <ul>
              {rules.map((rule) => (
                <li key={ruleInWords(rule)} className="wrap-anywhere">
                  {ruleInWords(rule)}
                </li>
              ))}
            </ul>
          </Detail>
        )}
        <Detail term="External number">
          {externalId === null ? <EmptyCell /> : <Copied text={externalId} />}
        </Detail>
        <Detail term="Price per seat">
          {pricePerSeat === null ? <EmptyCell /> : `${formatPrice(pricePerSeat, currency)} a month`}
        </Detail>
        <Detail term="Stored passwords">
          <StoredPasswords id={id} users={users} />
        </Detail>
        {ownFields.map(({ name, value }) => (
          <Detail key={name} term={name}>
            <span className="wrap-anywhere">{value}</span>
          </Detail>
        ))}
      </DetailList>
    </Section>
  );
}

function Copied({ text }: { text: string }): ReactNode {
  return (
    <span className="flex items-center gap-1">
      <span className="min-w-0 wrap-anywhere">{text}</span>
      <CopyButton text={text} what="external number" className="-my-1.5" />
    </span>
  );
}
