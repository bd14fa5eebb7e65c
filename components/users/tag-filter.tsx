'use client';

import { useQuery } from '@tanstack/react-query';
import { FilterChipOfSeveral } from '@/components/ui/filter-chip';
import type { MenuEntry } from '@/components/ui/menu-content';
import { formatNumber } from '@/lib/shared/format';
import { tagKeyOf } from '@/lib/shared/tags';
import { tagsQuery, type UserListFilters } from './queries';

type TagFilterProps = {
  filters: UserListFilters;
  onChange: (change: Partial<UserListFilters>) => void;
};

/** The tags that are filtered by, if any. One that no one has any more can still be removed. */
export function TagFilter({ filters, onChange }: TagFilterProps) {
  const { tag: chosen, account } = filters;
  const { data = [] } = useQuery({ ...tagsQuery(account), enabled: chosen !== null });
  if (!chosen) return null;
  const keys = chosen.map(tagKeyOf);
  const inUse = data.map(({ tag }) => ({ value: tag, label: tag }));
  const unused = chosen
    .filter((tag) => !data.some((one) => tagKeyOf(one.tag) === tagKeyOf(tag)))
    .map((tag) => ({ value: tag, label: tag }));
  const options = [...unused, ...inUse];
  return (
    <FilterChipOfSeveral
      label="Tag"
      values={options.flatMap(({ value }) => (keys.includes(tagKeyOf(value)) ? [value] : []))}
      options={options}
      onChange={(tags) => onChange({ tag: tags.length > 0 ? tags : null })}
    />
  );
}

/** More are in the chip's own menu, once one is chosen. */
const OFFERED = 8;

/**
 * The most used tags, for the menu of filters.
 * @param isWanted the menu is about to open
 */
export function useTagEntries(
  { filters, onChange }: TagFilterProps,
  isWanted: boolean,
): MenuEntry[] {
  const { data = [] } = useQuery({ ...tagsQuery(filters.account), enabled: isWanted });
  if (filters.tag || data.length === 0) return [];
  return [
    { kind: 'heading', label: 'Tag' },
    ...data.slice(0, OFFERED).map(({ tag, users }) => ({
      label: tag,
      hint: formatNumber(users),
      onSelect: () => onChange({ tag: [tag] }),
    })),
  ];
}
