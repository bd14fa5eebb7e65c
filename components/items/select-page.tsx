import { Checkbox } from '@/components/ui/checkbox';
import type { Selection } from './use-selection';

type SelectPageProps<Item> = {
  /** "Select all rows on this page". */
  label: string;
  selection: Selection<Item>;
  /** `undefined` while they load. */
  items: readonly Item[] | undefined;
};

/** Selects every row of the page, or none. */
export function SelectPage<Item>({ label, selection, items }: SelectPageProps<Item>) {
  return (
    <Checkbox
      aria-label={label}
      checked={selection.isPageSelected}
      isIndeterminate={selection.isPagePartlySelected}
      disabled={!items || items.length === 0}
      onChange={(event) => selection.selectPage(event.target.checked)}
    />
  );
}
