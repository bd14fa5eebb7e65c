import Link from 'next/link';
import type { ReactNode } from 'react';
import { Notice } from '@/components/ui/notice';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { InvitationDraft } from '@/lib/contract/invitations';
import { formatCount, formatDate, formatDateTime, formatTime } from '@/lib/shared/format';
import type { Draft } from './draft-state';

type DraftNoticesProps = {
  /** What was found on opening the page, until the person goes on. */
  found: InvitationDraft | null;
  draft: Draft;
  problem: ApiProblem | null;
};

/** Where this list comes from, and whether it is kept. */
export function DraftNotices({ found, draft, problem }: DraftNoticesProps) {
  if (!found && !problem) return null;
  return (
    <div className="flex flex-col gap-2 px-(--gutter) pt-4">
      {found && <Notice isLive>{continuedText(found, draft.rows.length)}</Notice>}
      {problem && <NotKept problem={problem} />}
    </div>
  );
}

/** "Continuing with contacts.xlsx, 312 rows, from 10:42." */
function continuedText({ source, updatedAt }: InvitationDraft, rows: number): string {
  const what = source.kind === 'file' ? source.name : 'the list you pasted';
  const size = rows > 0 ? `, ${formatCount(rows, 'row')}` : '';
  return `Continuing with ${what}${size}, from ${shortMoment(updatedAt)}.`;
}

function shortMoment(at: string): string {
  const isToday = formatDate(at) === formatDate(new Date());
  return isToday ? formatTime(at) : formatDateTime(at);
}

function NotKept({ problem }: { problem: ApiProblem }) {
  const { title, text } = wordsFor(problem);
  return (
    <Notice tone="warn" isLive title={title}>
      {text}
    </Notice>
  );
}

function wordsFor({ status, detail }: ApiProblem): { title: string; text: ReactNode } {
  if (status === 401) {
    return {
      title: 'You are not signed in any more',
      text: (
        <>
          <Link href="/sign-in" target="_blank" className="underline underline-offset-2">
            Sign in in another tab
          </Link>
          : the last changes are then kept by themselves. Until then they are on this page only.
        </>
      ),
    };
  }
  if (status === 404) {
    return {
      title: 'This list was started or given up in another window',
      text: 'What stands here is on this page only. Look under Invitations before you start it again.',
    };
  }
  return {
    title: 'The last changes aren’t kept yet',
    text: `${detail} They stay on this page, and are sent again in a few seconds.`,
  };
}
