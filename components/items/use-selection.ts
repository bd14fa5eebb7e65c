'use client';

import { useRef, useState } from 'react';

type Selected<Item> = {
  rows: ReadonlyMap<string, Item>;
  /** The filters for which all matching items are selected; other filters end it. */
  allOf: string | null;
};

export type Selection<Item> = ReturnType<typeof useSelection<Item>>;

/**
 * The selected rows. Single rows stay selected across pages and filters; "all matching" applies to
 * the filters it was selected with.
 * @param match the filters, as a text that is the same for the same ones
 */
export function useSelection<Item>(
  match: string,
  items: readonly Item[],
  keyOf: (item: Item) => string,
) {
  const [selected, setSelected] = useState<Selected<Item>>({ rows: new Map(), allOf: null });
  /** The row that was last selected or cleared: where a range starts. */
  const anchor = useRef<string | null>(null);
  const isAll = selected.allOf === match;
  const has = (item: Item) => isAll || selected.rows.has(keyOf(item));
  const selectedHere = items.filter(has).length;
  const here = new Map(items.map((item) => [keyOf(item), item]));

  const clear = () => setSelected({ rows: new Map(), allOf: null });
  const select = (chosen: readonly Item[], isSelected: boolean) => {
    // Deselecting one of "all matching" keeps the others on this page selected.
    const rows = new Map(isAll ? items.map((item) => [keyOf(item), item] as const) : selected.rows);
    for (const item of chosen) {
      if (isSelected) rows.set(keyOf(item), item);
      else rows.delete(keyOf(item));
    }
    setSelected({ rows, allOf: null });
  };

  const selectRow = (item: Item, isSelected: boolean, isRange: boolean) => {
    const [start, end] = isRange ? rangeOf(items.map(keyOf), anchor.current, keyOf(item)) : [0, 0];
    const range = items.slice(start, end);
    select(range.length > 0 ? range : [item], isSelected);
    anchor.current = keyOf(item);
  };

  return {
    has,
    isAll,
    /** As they are now, those on this page. */
    rows: [...selected.rows].map(([key, item]) => here.get(key) ?? item),
    isPageSelected: items.length > 0 && selectedHere === items.length,
    isPagePartlySelected: selectedHere > 0 && selectedHere < items.length,
    selectRow,
    selectPage: (isSelected: boolean) => (isAll ? clear() : select(items, isSelected)),
    selectAllMatching: () => setSelected({ rows: new Map(), allOf: match }),
    clear,
  };
}

/** From one row to the other, in either order; nothing if one isn't on this page. */
function rangeOf(keys: readonly string[], from: string | null, to: string): [number, number] {
  const ends = [from, to].map((key) => keys.findIndex((one) => one === key));
  if (ends.includes(-1)) return [0, 0];
  return [Math.min(...ends), Math.max(...ends) + 1];
}
