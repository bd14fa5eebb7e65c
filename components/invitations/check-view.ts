import type { Place } from './draft-rows';

/** Which rows are looked at: as they were when the view was chosen. `place` null: all of them. */
export type CheckView = { place: Place | null; indexes: readonly number[]; page: number };

export function viewOf(judged: readonly Place[], place: Place | null): CheckView {
  const indexes = judged.flatMap((found, index) =>
    place === null || found === place ? [index] : [],
  );
  return { place, indexes, page: 1 };
}

/** Of these rows the ones that a person can take in or leave out. */
export function choosable(indexes: readonly number[], judged: readonly Place[]): number[] {
  return indexes.filter((index) => {
    const place = judged[index];
    return place === 'ready' || place === 'fix' || place === 'left_out';
  });
}
