'use client';

import { useQuery } from '@tanstack/react-query';
import { ShieldAlert } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import { toast } from '@/components/ui/toast';
import type { SignInNotice as Notice } from '@/lib/contract/staff';
import { signInNoticesQuery, useAnswerNotice } from './queries';

/**
 * On the person's other sessions, until they have seen it: someone signed in as them with a new
 * browser. One at a time, the newest first.
 */
export function SignInNotice() {
  const { data } = useQuery(signInNoticesQuery());
  const { mutate, isPending, variables } = useAnswerNotice();
  const [notice] = data?.items ?? [];
  if (!notice) return null;
  const answer = (kind: 'seen' | 'end', done: string) =>
    mutate(
      { id: notice.id, kind },
      { onSuccess: () => toast.success(done), onError: toast.failure },
    );
  return (
    <aside
      aria-label="New sign-in"
      aria-live="polite"
      className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-warn-line bg-warn-soft px-(--gutter) py-1.5 text-12"
    >
      <ShieldAlert aria-hidden className="size-4 shrink-0 text-warn-text" />
      <p className="min-w-0 flex-1 basis-56 wrap-anywhere">
        <strong className="font-medium text-warn-text">New sign-in.</strong> <Facts {...notice} />
      </p>
      <div className="flex flex-wrap gap-2">
        {!notice.isOver && (
          <Button
            size="sm"
            isPending={isPending && variables.kind === 'end'}
            onClick={() => answer('end', 'Session ended. Change your password if it wasn’t you.')}
          >
            End that session
          </Button>
        )}
        <Button
          size="sm"
          variant="ghost"
          isPending={isPending && variables.kind === 'seen'}
          onClick={() => answer('seen', 'Notice dismissed')}
        >
          {notice.isOver ? 'Dismiss' : 'It was me'}
        </Button>
      </div>
    </aside>
  );
}

function Facts({ device, at, place, isOver }: Notice) {
  return (
    <>
      {device}, <RelativeTime at={at} isAbsolute />, from {place}.{' '}
      {isOver && 'That session has ended.'}
    </>
  );
}
