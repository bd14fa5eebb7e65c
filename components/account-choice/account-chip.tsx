import { FilterChip } from '@/components/ui/filter-chip';
import { ALL } from '@/lib/shared/account-choice';
import type { AccountChoice } from './account-choice';

type AccountChipProps = { choice: AccountChoice; onChange: (account: string) => void };

/** The account as a filter: the same choice as in the account switcher. */
export function AccountChip({ choice, onChange }: AccountChipProps) {
  const { offered, together, chosen } = choice;
  if (offered.length === 0 || together.length < 2) return null;
  return (
    <FilterChip
      label="Account"
      value={chosen}
      options={offered.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(account) => {
        choice.remember(account ?? ALL);
        onChange(account ?? ALL);
      }}
    />
  );
}
