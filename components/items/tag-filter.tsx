'use client';

import { useQuery } from '@tanstack/react-query';
import { FilterChipOfSeveral } from '@/components/ui/filter-chip';
import type { MenuEntry } from '@/components/ui/menu-content';
import { formatNumber } from '@/lib/shared/format';
import { tagKeyOf } from '@/lib/shared/tags';
import { tagsQuery, type TaggedKind } from './annotations';

type TagFilterProps = {
  kind: TaggedKind;
  account: string | null;
  /** Those that are filtered by, if any. */
  chosen: readonly string[] | null;
  onChange: (tags: string[] | null) => void;
  /** Also while nothing is filtered, if there are any tags. */
  isAlwaysShown?: boolean;
};

/** The tags that are filtered by, if any. One that no one has any more can still be removed. */
export function TagFilter(props: TagFilterProps) {
  const { kind, account, chosen, onChange, isAlwaysShown = false } = props;
  const { data = [] } = useQuery({
    ...tagsQuery(kind, account),
    enabled: chosen !== null || isAlwaysShown,
  });
  if (!chosen && (!isAlwaysShown || data.length === 0)) return null;
  const keys = (chosen ?? []).map(tagKeyOf);
  const inUse = data.map(({ tag }) => ({ value: tag, label: tag }));
  const unused = (chosen ?? [])
    .filter((tag) => !data.some((one) => tagKeyOf(one.tag) === tagKeyOf(tag)))
    .map((tag) => ({ value: tag, label: tag }));
  const options = [...unused, ...inUse];
  return (
    <FilterChipOfSeveral
      label="Tag"
      values={options.flatMap(({ value }) => (keys.includes(tagKeyOf(value)) ? [value] : []))}
      options={options}
      onChange={(tags) => onChange(tags.length > 0 ? tags : null)}
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
  { kind, account, chosen, onChange }: TagFilterProps,
  isWanted: boolean,
): MenuEntry[] {
  const { data = [] } = useQuery({ ...tagsQuery(kind, account), enabled: isWanted });
  if (chosen || data.length === 0) return [];
  return [
    { kind: 'heading', label: 'Tag' },
    ...data.slice(0, OFFERED).map(({ tag, count }) => ({
      label: tag,
      hint: formatNumber(count),
      onSelect: () => onChange([tag]),
    })),
  ];
}
