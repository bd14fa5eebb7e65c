import type { ReactNode } from 'react';
import { SignInAgainLink } from '@/components/lists/submit-parts';
import { Notice } from '@/components/ui/notice';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { InvitationDraft } from '@/lib/contract/invitations';
import { formatCount, formatDate, formatDateTime, formatTime } from '@/lib/shared/format';
import type { Draft } from './draft-state';

type DraftNoticesProps = {
  /** The draft found when the page opened; null after the first step. */
  found: InvitationDraft | null;
  draft: Draft;
  problem: ApiProblem | null;
};

/** Where the list comes from, and why it couldn't be saved. */
export function DraftNotices({ found, draft, problem }: DraftNoticesProps) {
  if (!found && !problem) return null;
  return (
    <div className="flex flex-col gap-2 px-(--gutter) pt-4">
      {found && <Notice isLive>{continuedText(found, draft.rows.length)}</Notice>}
      {problem && <NotSaved problem={problem} />}
    </div>
  );
}

/** "Draft restored: contacts.xlsx, 312 rows, saved at 10:42." */
function continuedText({ source, updatedAt }: InvitationDraft, rows: number): string {
  const what = source.kind === 'file' ? source.name : 'pasted list';
  const size = rows > 0 ? `, ${formatCount(rows, 'row')}` : '';
  return `Draft restored: ${what}${size}, saved ${shortMoment(updatedAt)}.`;
}

function shortMoment(at: string): string {
  const isToday = formatDate(at) === formatDate(new Date());
  return isToday ? `at ${formatTime(at)}` : formatDateTime(at);
}

function NotSaved({ problem }: { problem: ApiProblem }) {
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
      title: 'You’re signed out',
      text: (
        <>
          <SignInAgainLink /> to save your latest changes. Until then, they’re only on this page.
        </>
      ),
    };
  }
  if (status === 404) {
    return {
      title: 'This list was submitted or discarded in another window',
      text: 'What you see here isn’t saved. Check Invitations before you submit the list again.',
    };
  }
  return {
    title: 'Your latest changes aren’t saved yet',
    text: `${detail} They stay on this page, and saving is retried in a few seconds.`,
  };
}
