import { Button } from '@/components/ui/button';

export type GapQuery = {
  error: { detail: string } | null;
  isFetching: boolean;
  refetch: () => unknown;
};

/** In place of a part that couldn't be loaded: why, and another try. */
export function QueryGap({ query }: { query: GapQuery }) {
  return (
    <p className="flex flex-wrap items-center gap-3 text-muted">
      {query.error?.detail}
      <Button size="sm" onClick={() => void query.refetch()} isPending={query.isFetching}>
        Try again
      </Button>
    </p>
  );
}
