import type { Tone } from '@/components/ui/badge';
import type { Place } from './draft-rows';

/** The rows shown, as they were when the filter was selected. `place` null: all of them. */
export type CheckView = { place: Place | null; indexes: readonly number[]; page: number };

export function viewOf(judged: readonly Place[], place: Place | null): CheckView {
  const indexes = judged.flatMap((found, index) =>
    place === null || found === place ? [index] : [],
  );
  return { place, indexes, page: 1 };
}

/** Those of the rows that a person can include or exclude. */
export function includable(indexes: readonly number[], judged: readonly Place[]): number[] {
  return indexes.filter((index) => {
    const place = judged[index];
    return place === 'ready' || place === 'fix' || place === 'left_out';
  });
}

/** The state of a row, found by the server or set by the person. */
export const placeWords: Record<Place, { label: string; tone: Tone }> = {
  ready: { label: 'Ready', tone: 'good' },
  fix: { label: 'To fix', tone: 'bad' },
  already_customer: { label: 'Already a user', tone: 'neutral' },
  duplicate: { label: 'Duplicate', tone: 'neutral' },
  left_out: { label: 'Excluded', tone: 'neutral' },
};
