import { Status } from '@/components/ui/status';
import { formatCount, formatExact } from '@/lib/shared/format';
import type { Device } from '@/lib/contract/devices';

type DeviceStatusProps = { state: Device['state']; className?: string };

export function DeviceStatus({ state, className }: DeviceStatusProps) {
  return state === 'active' ? (
    <Status tone="good" label="Online" className={className} />
  ) : (
    <Status tone="neutral" label="Offline" className={className} />
  );
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** "12 min", "5 h", "61 days": the largest unit is enough in a list. */
export function formatSpan(milliseconds: number): string {
  if (milliseconds < HOUR_MS) return `${Math.max(1, Math.floor(milliseconds / 60_000))} min`;
  if (milliseconds < DAY_MS) return `${Math.floor(milliseconds / HOUR_MS)} h`;
  return formatCount(Math.floor(milliseconds / DAY_MS), 'day');
}

type SinceProps = { device: Device; asOf: string };

/** For how long it has been as it is; the exact moment on hover. */
export function Since({ device, asOf }: SinceProps) {
  const { state, onlineSince, offlineSince } = device;
  const since = state === 'active' ? onlineSince : offlineSince;
  if (since === undefined) return null;
  return (
    <time
      dateTime={since}
      title={`${state === 'active' ? 'Online' : 'Offline'} since ${formatExact(since)}`}
      suppressHydrationWarning
      className="text-12 text-muted"
    >
      {formatSpan(Date.parse(asOf) - Date.parse(since))}
    </time>
  );
}
