'use client';

import { useQuery } from '@tanstack/react-query';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import type { SessionFacts } from '@/lib/contract/staff';
import { ownSessionsQuery, useEndSessions } from './queries';

/** Where the person is signed in, and how to end any other session. */
export function SessionsPanel() {
  const query = useQuery(ownSessionsQuery());
  const { data } = query;
  const end = useEndSessions();
  const endSessions = (which: string | 'others', done: string) =>
    end.mutate(which, {
      onSuccess: () => toast.success(done),
      onError: ({ detail }) => toast.error('Couldn’t end the session', { description: detail }),
    });
  const others = data?.items.filter(({ isCurrent }) => !isCurrent) ?? [];
  return (
    <Panel
      title="Sessions"
      description="Browsers you’re signed in with. A session ends when it isn’t used for a while."
      isFlush
      actions={
        others.length > 0 && (
          <Button
            size="sm"
            isPending={end.isPending && end.variables === 'others'}
            onClick={() => endSessions('others', 'Signed out everywhere else')}
          >
            Sign out everywhere else
          </Button>
        )
      }
    >
      {data ? (
        <ul className="divide-y divide-line">
          {data.items.map((session) => (
            <SessionLine
              key={session.id}
              session={session}
              isEnding={end.isPending && end.variables === session.id}
              onEnd={() => endSessions(session.id, 'Session ended')}
            />
          ))}
        </ul>
      ) : query.error ? (
        <QueryError title="Couldn’t load your sessions" query={query} />
      ) : (
        <div aria-busy="true" className="p-4">
          <Skeleton className="h-10" />
        </div>
      )}
    </Panel>
  );
}

type SessionLineProps = { session: SessionFacts; isEnding: boolean; onEnd: () => void };

function SessionLine({ session, isEnding, onEnd }: SessionLineProps) {
  const { userAgent, ip, lastSeenAt, createdAt, isCurrent } = session;
  const browser = describeBrowser(userAgent);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {browser}
          {isCurrent && <Badge tone="good">This browser</Badge>}
        </p>
        <p className="text-12 wrap-anywhere text-muted">
          {ip ?? 'Unknown address'} · last active <RelativeTime at={lastSeenAt} /> · signed in{' '}
          <RelativeTime at={createdAt} />
        </p>
      </div>
      {!isCurrent && (
        <Button size="sm" isPending={isEnding} onClick={onEnd} aria-label={`Sign out ${browser}`}>
          Sign out
        </Button>
      )}
    </li>
  );
}

/** The first match wins: newer browsers also name the older ones they are compatible with. */
const browsers: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/\b(iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** "Firefox on Windows", as far as the browser reveals it. */
function describeBrowser(userAgent: string | null): string {
  const text = userAgent ?? '';
  const find = (names: [RegExp, string][]) => names.find(([sign]) => sign.test(text))?.[1];
  const browser = find(browsers);
  const system = find(systems);
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? (text.slice(0, 40) || 'Unknown browser');
}
