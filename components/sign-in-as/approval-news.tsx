'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { changeStatus } from '@/components/changes/change-words';
import { approvalsNewsQuery } from '@/components/changes/queries';
import { toast, type ToastTone } from '@/components/ui/toast';
import { LinkButton } from '@/components/ui/link-button';
import type { ApprovalNews as News, ApprovalsNews, ApprovalState } from '@/lib/contract/approvals';
import type { ChangeState } from '@/lib/contract/changes';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { grantWords } from './grant-words';
import { useSeeNews } from './queries';
import { SignInNow } from './sign-in-now';

/**
 * Tells the asker of a request on whatever page they are that it was decided, or has run out: in a
 * toast and in the page's title. What was dismissed is seen on every device.
 */
export function ApprovalNews() {
  const { data } = useQuery(approvalsNewsQuery());
  // Someone who waits for an answer is told in another tab, too.
  useQuery({
    ...approvalsNewsQuery(),
    enabled: (data?.own ?? 0) > 0,
    refetchIntervalInBackground: true,
  });
  const told = useMemo(() => (data ? toldOf(data) : []), [data]);
  // More would cover a phone's screen; the menu counts all of them.
  const shown = useMemo(() => told.slice(0, MOST_TOASTS), [told]);
  useToasts(shown);
  useTitleMark(titleMark(told));
  return null;
}

const MOST_TOASTS = 3;

/** One thing to tell: of a sign-in, or of a change of settings. */
type Told = {
  id: string;
  state: ApprovalState | ChangeState;
  tone: ToastTone;
  title: string;
  description: string;
  /** What was approved and can be used now. */
  grant: News | null;
};

function toldOf({ news, changes }: ApprovalsNews): Told[] {
  return [
    ...news.map((one) => ({
      ...{ id: one.id, state: one.state, tone: tones[one.state] },
      title: `${titles[one.state]}: ${shownEmail(one.username)}`,
      description: describe(one),
      grant: one.state === 'approved' ? one : null,
    })),
    ...changes.map((one) => ({
      ...{ id: one.id, state: one.state, grant: null },
      tone: one.state === 'done' ? ('good' as const) : ('neutral' as const),
      title: `${changeStatus[one.state].label}: ${one.targetName}`,
      description: `Your change to settings${one.by ? `, decided by ${one.by}` : ''}.${one.note ? ` “${one.note}”` : ''}`,
    })),
  ];
}

const keyOf = ({ id, state }: Told) => `${id} ${state}`;

/** One toast for each, until it is dismissed here or seen elsewhere. */
function useToasts(news: readonly Told[]) {
  const { mutate: see } = useSeeNews();
  const shown = useRef(new Map<string, number>());
  const update = useEffectEvent(() => {
    const current = new Set(news.map(keyOf));
    for (const [key, toastId] of shown.current) {
      if (current.has(key)) continue;
      toast.dismiss(toastId);
      shown.current.delete(key);
    }
    for (const one of news) {
      if (shown.current.has(keyOf(one))) continue;
      const onSeen = () => see([{ id: one.id, state: one.state }]);
      shown.current.set(keyOf(one), showToast(one, onSeen));
    }
  });
  useEffect(() => update(), [news]);
  useEffect(() => {
    const toasts = shown.current;
    return () => {
      for (const toastId of toasts.values()) toast.dismiss(toastId);
      toasts.clear();
    };
  }, []);
}

const tones: Record<News['state'], ToastTone> = {
  approved: 'good',
  denied: 'bad',
  expired: 'neutral',
  ended: 'neutral',
};

function showToast(told: Told, onSeen: () => void): number {
  const { tone, title, description, grant } = told;
  return toast.lasting(tone, title, {
    description,
    onDismiss: onSeen,
    action: grant ? (
      <SignInNow approval={grant} variant="primary" size="sm" onOpen={onSeen} />
    ) : (
      <LinkButton href="/approvals" size="sm" onClick={onSeen}>
        View approvals
      </LinkButton>
    ),
  });
}

const titles: Record<News['state'], string> = {
  approved: 'Approved',
  denied: 'Declined',
  expired: 'Expired',
  ended: 'Access ended',
};

function describe(news: News): string {
  const { state, by, note } = news;
  const said = note && state !== 'expired' && state !== 'ended' ? ` “${note}”` : '';
  if (state === 'approved') return `By ${by ?? 'someone'}, for ${grantOf(news)}.${said}`;
  if (state === 'denied') return `By ${by ?? 'someone'}. You can request approval again.${said}`;
  if (state === 'ended') return 'Your access or your request was ended. You can request it again.';
  return 'No one decided in time, or the approval wasn’t used. You can request it again.';
}

function grantOf(news: News): string {
  const words = grantWords(news);
  return news.hours === null ? words : `any number of sign-ins ${words}`;
}

function titleMark(told: readonly Told[]): string {
  const [first] = told;
  if (!first) return '';
  if (told.length > 1) return `${told.length} requests decided · `;
  return `${first.title.slice(0, first.title.indexOf(':'))} · `;
}

/** In front of the page's title, whichever page sets it. */
function useTitleMark(mark: string): void {
  useEffect(() => {
    if (mark === '') return;
    const put = () => {
      if (!document.title.startsWith(mark)) document.title = mark + document.title;
    };
    put();
    const observer = new MutationObserver(put);
    observer.observe(document.head, { subtree: true, childList: true, characterData: true });
    return () => {
      observer.disconnect();
      if (document.title.startsWith(mark)) document.title = document.title.slice(mark.length);
    };
  }, [mark]);
}
