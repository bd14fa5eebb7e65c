import type { ApiProblem } from '@/lib/client/fetch-api';

/** Above the reason why a decision about someone's request failed. */
export function decisionTitle({ code, isRefusal }: ApiProblem): string {
  // Decided by someone else, out of date, withdrawn: the reason says which.
  if (code === 'conflict') return 'This can no longer be decided';
  return isRefusal
    ? 'Your decision wasn’t saved'
    : 'Outcome unknown: your decision may have been saved';
}
