import type { Tone } from '@/components/ui/badge';
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

/** What a row of the list is found to be, or what a person wants of it. */
export const placeWords: Record<Place, { label: string; tone: Tone }> = {
  ready: { label: 'Ready', tone: 'good' },
  fix: { label: 'Fix', tone: 'bad' },
  already_customer: { label: 'Already a customer', tone: 'neutral' },
  duplicate: { label: 'Repeated', tone: 'neutral' },
  left_out: { label: 'Left out', tone: 'neutral' },
};
