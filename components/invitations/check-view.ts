import type { Tone } from '@/components/ui/badge';
import type { RowState } from './draft-rows';

/** The rows shown, as they were when the filter was selected. `state` null: all of them. */
export type CheckView = { state: RowState | null; indexes: readonly number[]; page: number };

export function viewOf(states: readonly RowState[], state: RowState | null): CheckView {
  const indexes = states.flatMap((found, index) =>
    state === null || found === state ? [index] : [],
  );
  return { state, indexes, page: 1 };
}

/** Those of the rows that a person can include or exclude. */
export function includable(indexes: readonly number[], states: readonly RowState[]): number[] {
  return indexes.filter((index) => {
    const state = states[index];
    return state === 'ready' || state === 'fix' || state === 'left_out';
  });
}

/** The state of a row, found by the server or set by the person. */
export const rowStateLabels: Record<RowState, { label: string; tone: Tone }> = {
  ready: { label: 'Ready', tone: 'good' },
  fix: { label: 'To fix', tone: 'bad' },
  already_customer: { label: 'Already a user', tone: 'neutral' },
  duplicate: { label: 'Duplicate', tone: 'neutral' },
  left_out: { label: 'Excluded', tone: 'neutral' },
};
