import Link from 'next/link';
import { ErrorSummary } from '@/components/ui/error-summary';
import type { ApiProblem } from '@/lib/client/fetch-api';

type CreateProblemProps = { problem: ApiProblem | null; attempt: number };

/** Why the batch was not started, or that this isn't known, and what to do. */
export function CreateProblem({ problem, attempt }: CreateProblemProps) {
  if (!problem) return null;
  const { title, hint } = wordsFor(problem);
  return (
    <div className="flex flex-col gap-2">
      <ErrorSummary
        title={title}
        attempt={attempt}
        requestId={problem.requestId}
        errors={[{ message: problem.detail }]}
      />
      {hint && <p className="text-13 text-muted">{hint}</p>}
    </div>
  );
}

function wordsFor({ status, code, isRefusal }: ApiProblem) {
  if (status === 401) {
    return {
      title: 'You are not signed in any more',
      hint: (
        <>
          <Link href="/sign-in" target="_blank" className="underline underline-offset-2">
            Sign in in another tab
          </Link>
          , then press the button again. Everything here stays.
        </>
      ),
    };
  }
  if (code === 'idempotency_key_reused') {
    return {
      title: 'This list was started already',
      hint: (
        <>
          It went out as it was before your last change. Look at it under{' '}
          <Link href="/invitations" className="underline underline-offset-2">
            Invitations
          </Link>{' '}
          first; to invite others, start over.
        </>
      ),
    };
  }
  return {
    title: isRefusal ? 'Nothing was sent' : 'It isn’t known whether the batch was started',
    hint: !isRefusal ? 'Press the button again: the same list is never started twice.' : null,
  };
}
