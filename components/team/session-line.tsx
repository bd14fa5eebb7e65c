'use client';

import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import type { SessionFacts } from '@/lib/contract/staff';

const placeWords: Record<SessionFacts['place'], string | null> = {
  this_network: 'this network',
  this_computer: 'the server’s own computer',
  private_network: 'private network',
  internet: null,
  unknown: null,
};

type SessionLineProps = { session: SessionFacts; isEnding: boolean; onEnd: () => void };

/** A browser in which someone is signed in. */
export function SessionLine({ session, isEnding, onEnd }: SessionLineProps) {
  const { device, ip, place, lastSeenAt, createdAt, isCurrent } = session;
  const where = placeWords[place];
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {device}
          {isCurrent && <Badge tone="good">This session</Badge>}
        </p>
        <p className="text-12 wrap-anywhere text-muted">
          {ip ?? 'Unknown address'}
          {where && ` (${where})`} · last used <RelativeTime at={lastSeenAt} /> · started{' '}
          <RelativeTime at={createdAt} />
        </p>
      </div>
      {!isCurrent && (
        <Button
          size="sm"
          isPending={isEnding}
          onClick={onEnd}
          aria-label={`End session: ${device}, ${ip ?? 'unknown address'}`}
        >
          End session
        </Button>
      )}
    </li>
  );
}
