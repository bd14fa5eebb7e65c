import Link from 'next/link';
import { ErrorSummary } from '@/components/ui/error-summary';
import type { ApiProblem } from '@/lib/client/fetch-api';

type StoreProblemProps = { problem: ApiProblem | null; attempt: number };

/** Why nothing was stored, or that this isn't known, and what to do. */
export function StoreProblem({ problem, attempt }: StoreProblemProps) {
  if (!problem) return null;
  const { status, code, detail, requestId, isRefusal } = problem;
  const isOpen = !isRefusal && code !== 'vault_locked';
  const title = isOpen ? 'It isn’t known whether the passwords were stored' : 'Nothing was stored';
  return (
    <div className="flex max-w-form flex-col gap-2">
      <ErrorSummary
        title={title}
        attempt={attempt}
        requestId={requestId}
        errors={[{ message: detail }]}
      />
      {isOpen && (
        <p className="text-13 text-muted">
          Press the button again: all of them are stored or none, and twice is the same as once.
        </p>
      )}
      {status === 401 && (
        <p className="text-13 text-muted">
          <Link href="/sign-in" target="_blank" className="underline underline-offset-2">
            Sign in in another tab
          </Link>
          , then press the button again. The list stays here.
        </p>
      )}
    </div>
  );
}
