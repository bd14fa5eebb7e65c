import type { ChosenColumns } from '@/lib/schemas/invitations';
import type { ReadAs } from './draft';

export type ColumnUse = 'email' | 'seats' | 'unused';

/** One column of the list, as it is shown to the person who says what it holds. */
export type ListColumn = {
  index: number;
  /** "Licences", or "Column 3" where nothing names it. */
  name: string;
  samples: string[];
};

/** What is chosen so far; `email` null: not yet. */
export type Choice = Omit<ChosenColumns, 'email'> & { email: number | null };

export function guessedChoice({ columns }: ReadAs): Choice {
  const { email, seats, headers } = columns;
  return { email, seats, hasHeader: headers.length > 0 };
}

/**
 * The columns as they look under that choice: where the first row names nothing it is a row like
 * the others, and its cells are among the samples.
 */
export function listColumns({ columns }: ReadAs, { hasHeader }: Choice): ListColumn[] {
  const { headers, samples } = columns;
  const isNamedNow = headers.length > 0;
  const width = Math.max(headers.length, samples.length);
  return Array.from({ length: width }, (_, index) => {
    const found = samples[index] ?? [];
    const header = headers[index]?.trim() ?? '';
    const cells = !isNamedNow && hasHeader ? found.slice(1) : found;
    const name = isNamedNow ? header : (found[0] ?? '');
    return {
      index,
      name: (hasHeader && name) || `Column ${index + 1}`,
      samples: (isNamedNow && !hasHeader && header ? [header, ...cells] : cells).slice(0, 3),
    };
  });
}

/** Each use has one column: what held it before is not used any more. */
export function chooseUse(choice: Choice, index: number, use: ColumnUse): Choice {
  const { email, seats } = choice;
  return {
    ...choice,
    email: use === 'email' ? index : email === index ? null : email,
    seats: use === 'seats' ? index : seats === index ? null : seats,
  };
}

export function usedFor({ email, seats }: Choice, index: number): ColumnUse {
  if (index === email) return 'email';
  return index === seats ? 'seats' : 'unused';
}
