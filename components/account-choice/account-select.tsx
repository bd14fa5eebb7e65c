'use client';

import { parseAsString, useQueryState } from 'nuqs';
import type { Ref } from 'react';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/inputs';
import type { Upstream } from '@/lib/shared/account-choice';
import { useAccountChoice, type AccountChoice } from './account-choice';

/** The one account in which something new is made: with `all` selected, the default account. */
export function useAccountForNew(upstream: Upstream): string | null {
  return accountForNew(useAccountChoice(upstream));
}

function accountForNew({ account, isAll, offered }: AccountChoice): string | null {
  return isAll ? (offered.find(({ isDefault }) => isDefault)?.id ?? null) : account;
}

type AccountSelectProps = {
  upstream: Upstream;
  help: string;
  isDisabled?: boolean;
  /** If selecting an account replaces the page around it: for keeping the focus. */
  ref?: Ref<HTMLSelectElement>;
  onSelect?: () => void;
};

/** Where something new is made. Hidden if there is only one account. */
export function AccountSelect(props: AccountSelectProps) {
  const { upstream, help, isDisabled, ref, onSelect } = props;
  const choice = useAccountChoice(upstream);
  const [, setNamed] = useQueryState('account', parseAsString.withOptions({ shallow: true }));
  const { offered, chosen } = choice;
  if (offered.length === 0) return null;
  return (
    <Field label="Account" help={help}>
      {(control) => (
        <Select
          {...control}
          ref={ref}
          value={accountForNew(choice) ?? chosen ?? ''}
          disabled={isDisabled}
          onChange={(event) => {
            onSelect?.();
            void setNamed(event.target.value, { history: 'replace' });
          }}
          className="sm:max-w-80"
        >
          {offered.map(({ id, name, isSandbox }) => (
            <option key={id} value={id}>
              {isSandbox ? `${name} (sandbox)` : name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
