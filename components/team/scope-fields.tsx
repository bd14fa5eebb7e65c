'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { offeredCustomersQuery } from '@/components/customers/queries';
import type { AccountItem } from '@/lib/contract/accounts';
import {
  AccountChoice,
  accountIdsOf,
  choosableAccounts,
  everyAccount,
  isNoneChosen,
  NONE_CHOSEN,
  type ChosenAccounts,
} from './account-choice';
import {
  CustomerChoice,
  customerIdsOf,
  everyCustomer,
  isNoCustomerChosen,
  NO_CUSTOMER_CHOSEN,
  type ChosenCustomers,
} from './customer-choice';

export type ChosenScope = { accounts: ChosenAccounts; customers: ChosenCustomers };

export const everything: ChosenScope = { accounts: everyAccount, customers: everyCustomer };

/** As the API takes it: null is all, also those added later. */
export function scopeOf({ accounts, customers }: ChosenScope) {
  return { accountIds: accountIdsOf(accounts), customerIds: customerIdsOf(customers) };
}

export function isScopeEmpty({ accounts, customers }: ChosenScope): boolean {
  return isNoneChosen(accounts) || isNoCustomerChosen(customers);
}

type ScopeFieldsProps = {
  accounts: readonly AccountItem[];
  chosen: ChosenScope;
  /** The form was submitted. */
  isTried: boolean;
  onChange: (chosen: ChosenScope) => void;
};

/** What a new team member or token sees and uses, as far as there is a choice. */
export function ScopeFields({ accounts, chosen, isTried, onChange }: ScopeFieldsProps) {
  const { data } = useQuery(offeredCustomersQuery(''));
  return (
    <>
      {accounts.filter(({ isSandbox }) => !isSandbox).length > 1 && (
        <Titled title="Accounts">
          <AccountChoice
            accounts={choosableAccounts(accounts, { accountIds: null })}
            chosen={chosen.accounts}
            onChange={(changed) => onChange({ ...chosen, accounts: changed })}
            error={isTried && isNoneChosen(chosen.accounts) ? NONE_CHOSEN : undefined}
          />
        </Titled>
      )}
      {data !== undefined && data.total > 0 && (
        <Titled title="Customers">
          <CustomerChoice
            chosen={chosen.customers}
            onChange={(changed) => onChange({ ...chosen, customers: changed })}
            error={isTried && isNoCustomerChosen(chosen.customers) ? NO_CUSTOMER_CHOSEN : undefined}
          />
        </Titled>
      )}
    </>
  );
}

function Titled({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <span aria-hidden className="text-13 font-medium">
        {title}
      </span>
      {children}
    </div>
  );
}
