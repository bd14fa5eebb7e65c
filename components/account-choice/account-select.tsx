'use client';

import { parseAsString, useQueryState } from 'nuqs';
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

type AccountSelectProps = { upstream: Upstream; help: string; isDisabled?: boolean };

/** Where something new is made. Hidden if there is only one account. */
export function AccountSelect({ upstream, help, isDisabled }: AccountSelectProps) {
  const choice = useAccountChoice(upstream);
  const [, setNamed] = useQueryState('account', parseAsString.withOptions({ shallow: true }));
  const { offered, chosen } = choice;
  if (offered.length === 0) return null;
  return (
    <Field label="Account" help={help}>
      {(control) => (
        <Select
          {...control}
          value={accountForNew(choice) ?? chosen ?? ''}
          disabled={isDisabled}
          onChange={(event) => void setNamed(event.target.value, { history: 'replace' })}
          className="max-w-80"
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
