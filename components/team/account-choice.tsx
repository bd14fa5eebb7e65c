'use client';

import { useId, type Ref } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { SegmentedControl } from '@/components/ui/segmented-control';
import type { AccountItem } from '@/lib/contract/accounts';
import type { StaffMember } from '@/lib/contract/staff';

/** What is selected, kept while "All accounts" is looked at. */
export type ChosenAccounts = { isAll: boolean; ids: readonly string[] };

export const everyAccount: ChosenAccounts = { isAll: true, ids: [] };

/** As the API takes it: null is all, also those connected later. */
export function accountIdsOf({ isAll, ids }: ChosenAccounts): string[] | null {
  return isAll ? null : [...ids];
}

export const NONE_CHOSEN = 'Select at least one account.';

export function isNoneChosen({ isAll, ids }: ChosenAccounts): boolean {
  return !isAll && ids.length === 0;
}

/** The accounts someone can be confined to: not a sandbox that is off, unless they have it. */
export function choosableAccounts(
  accounts: readonly AccountItem[],
  { accountIds }: Pick<StaffMember, 'accountIds'>,
): AccountItem[] {
  return accounts.filter(
    ({ id, isSandbox, isDisabled }) =>
      !isSandbox || !isDisabled || (accountIds?.includes(id) ?? false),
  );
}

type AccountChoiceProps = {
  accounts: readonly AccountItem[];
  chosen: ChosenAccounts;
  onChange: (chosen: ChosenAccounts) => void;
  error?: string;
  fieldRef?: Ref<HTMLInputElement>;
};

/** Which accounts someone sees and uses: all, or those that are checked. */
export function AccountChoice({ accounts, chosen, onChange, error, fieldRef }: AccountChoiceProps) {
  const errorId = useId();
  const toggle = (id: string) => {
    const isIn = chosen.ids.includes(id);
    onChange({
      isAll: false,
      ids: isIn ? chosen.ids.filter((other) => other !== id) : [...chosen.ids, id],
    });
  };
  return (
    <div className="flex flex-col gap-2">
      <SegmentedControl
        label="Accounts"
        fieldRef={fieldRef}
        value={chosen.isAll ? 'all' : 'some'}
        options={[
          { value: 'all', label: 'All accounts' },
          { value: 'some', label: 'Selected accounts' },
        ]}
        onChange={(value) => onChange({ ...chosen, isAll: value === 'all' })}
      />
      {chosen.isAll ? (
        <p className="text-12 text-muted">Includes accounts that are connected later.</p>
      ) : (
        <ul
          aria-label="Selected accounts"
          className="flex max-h-60 flex-col gap-2 overflow-y-auto rounded-control border border-line p-3"
        >
          {accounts.map(({ id, name, upstream, isDisabled }) => (
            <li key={id}>
              <Checkbox
                label={name}
                help={`${upstream === 'remotepc' ? 'RemotePC' : 'remote.it'}${isDisabled ? ', disabled' : ''}`}
                checked={chosen.ids.includes(id)}
                aria-describedby={error ? errorId : undefined}
                onChange={() => toggle(id)}
              />
            </li>
          ))}
        </ul>
      )}
      {error && (
        <p id={errorId} role="alert" className="text-12 text-bad-text">
          {error}
        </p>
      )}
    </div>
  );
}
