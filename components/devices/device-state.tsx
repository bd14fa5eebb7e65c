import { Status } from '@/components/ui/status';
import { EmptyCell } from '@/components/ui/table';
import type { Device, DevicePart } from '@/lib/contract/devices';
import { formatCount, formatExact } from '@/lib/shared/format';

/** Whether remote.it left this out of its answer. */
export function lacks({ missing }: Device, part: DevicePart): boolean {
  return missing?.includes(part) ?? false;
}

type DeviceStatusProps = { state: Device['state']; className?: string };

export function DeviceStatus({ state, className }: DeviceStatusProps) {
  return state === 'active' ? (
    <Status tone="good" label="Online" className={className} />
  ) : (
    <Status tone="neutral" label="Offline" className={className} />
  );
}

type DeviceStateProps = {
  device: Device;
  /** Durations are as of then. */
  asOf: string;
};

/** Online or offline, and for how long. */
export function DeviceState({ device, asOf }: DeviceStateProps) {
  if (lacks(device, 'state')) return <EmptyCell meaning="unknown" />;
  return (
    <span className="inline-flex items-center gap-2">
      <DeviceStatus state={device.state} />
      <Duration device={device} asOf={asOf} />
    </span>
  );
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** "12 min", "5 h", "61 days": the largest unit is enough in a list. */
function formatSpan(milliseconds: number): string {
  if (milliseconds < HOUR_MS) return `${Math.max(1, Math.floor(milliseconds / 60_000))} min`;
  if (milliseconds < DAY_MS) return `${Math.floor(milliseconds / HOUR_MS)} h`;
  return formatCount(Math.floor(milliseconds / DAY_MS), 'day');
}

/** How long the device has been online or offline, with the exact time on hover. */
function Duration({ device, asOf }: DeviceStateProps) {
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

/** Whether the services have to show their state: where all have the device's, it isn't repeated. */
export function hasOwnStates({ state, services }: Device): boolean {
  return services.some((service) => service.state !== state);
}
