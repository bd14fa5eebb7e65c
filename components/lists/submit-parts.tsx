'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { ErrorSummary } from '@/components/ui/error-summary';
import type { ApiProblem } from '@/lib/client/fetch-api';

type StepFootProps = {
  /** What submitting does, with counts; announced as it changes. */
  summary: ReactNode;
  /** Buttons. */
  children: ReactNode;
};

/** The bar at the bottom of a step with a long table: it stays in view. */
export function StepFoot({ summary, children }: StepFootProps) {
  return (
    <div
      data-foot
      className="sticky bottom-0 z-10 mt-auto flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line bg-surface px-(--gutter) py-3"
    >
      <p role="status" className="text-13 tabular-nums">
        {summary}
      </p>
      <div className="flex gap-2">{children}</div>
    </div>
  );
}

type SubmitProblemProps = {
  title: string;
  problem: ApiProblem;
  /** Changes with each attempt. */
  attempt: number;
  /** What to do next. */
  hint: ReactNode;
};

/** Why a list wasn't submitted, or that the outcome is unknown, and what to do next. */
export function SubmitProblem({ title, problem, attempt, hint }: SubmitProblemProps) {
  return (
    <div className="flex max-w-form flex-col gap-2">
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

/** Opens in a new tab, so that nothing on this page is lost. */
export function SignInAgainLink() {
  return (
    <Link href="/sign-in" target="_blank" className="underline underline-offset-2">
      Sign in in another tab
    </Link>
  );
}
