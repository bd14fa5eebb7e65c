'use client';

import { ChevronDown } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { MenuButton } from '@/components/ui/menu-button';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { EmptyCell, Td, Tr, RowActions } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { cn } from '@/lib/client/cn';
import type { Connection, Device, DevicePart, Service } from '@/lib/contract/devices';
import { formatCount, formatExact } from '@/lib/shared/format';
import { isWebService, onlyMeWords } from './connection-words';

/**
 * One class per column, for its heading, cells and skeletons. On a phone only the name is a column;
 * status and last contact are below it.
 */
export const deviceColumns = {
  name: 'w-full max-w-0',
  account: 'hidden xl:table-cell min-w-32 max-w-48',
  type: 'hidden md:table-cell min-w-32 whitespace-nowrap',
  state: 'hidden sm:table-cell min-w-36 whitespace-nowrap',
  lastSeen: 'hidden sm:table-cell min-w-36 whitespace-nowrap',
  owner: 'hidden lg:table-cell min-w-56',
  actions: 'w-px min-w-32',
};

/** Which device or service: the same one may be shared with several accounts. */
export function keyOf(accountId: string, id: string): string {
  return `${accountId} ${id}`;
}

export type DeviceRowsProps = {
  device: Device;
  /** When the list was fetched: durations online or offline are as of then. */
  asOf: string;
  /** Left out if all devices are of one account. */
  accountName?: string;
  /** Open connections by account and service. */
  connections: ReadonlyMap<string, Connection>;
  canConnect: boolean;
  /** See `onlyMeWords`. */
  ownAddress: string | null | undefined;
  onConnect: (device: Device, service: Service, allowFrom: Connection['allowFrom']) => void;
};

/** A device and its services, as one group of rows. */
export function DeviceRows(props: DeviceRowsProps) {
  const { device, asOf, accountName, connections, canConnect, ownAddress, onConnect } = props;
  const { name, platform, state, lastSeenAt, owner, services } = device;
  const lacks = (part: DevicePart) => device.missing?.includes(part) ?? false;
  const contact = lastSeenAt ? <RelativeTime at={lastSeenAt} /> : null;
  const line = edge(services.length === 0);
  return (
    <tbody aria-label={name}>
      <Tr>
        <Td className={cn(deviceColumns.name, line)}>
          <div
            className={cn(
              'flex flex-col gap-0.5 max-sm:py-2',
              accountName !== undefined && 'sm:max-xl:py-1.5',
            )}
          >
            <span title={name} className="truncate font-medium">
              {name}
            </span>
            {accountName !== undefined && (
              <span className="truncate text-12 text-muted xl:hidden">{accountName}</span>
            )}
            <div className="flex flex-wrap items-center gap-x-3 text-12 text-muted sm:hidden">
              {!lacks('state') && <DeviceStatus state={state} />}
              {contact}
              {device.isShared && <span>Shared with you</span>}
            </div>
          </div>
        </Td>
        {accountName !== undefined && (
          <Td className={cn(deviceColumns.account, line)}>
            <TruncatedText text={accountName} />
          </Td>
        )}
        <Td className={cn(deviceColumns.type, 'text-muted', line)}>
          {platform ??
            (services.length === 0 && (lacks('services') ? 'Services unknown' : 'No services'))}
        </Td>
        <Td className={cn(deviceColumns.state, line)}>
          <span className="flex items-center gap-2">
            {lacks('state') ? (
              <EmptyCell meaning="unknown" />
            ) : (
              <>
                <DeviceStatus state={state} />
                <Duration device={device} asOf={asOf} />
              </>
            )}
          </span>
        </Td>
        <Td className={cn(deviceColumns.lastSeen, line)}>
          {contact ?? <EmptyCell meaning="unknown" />}
        </Td>
        <Td className={cn(deviceColumns.owner, line)}>
          <Owner owner={owner} isShared={device.isShared} />
        </Td>
        <Td className={line} />
      </Tr>
      {services.map((service, index) => (
        <ServiceRow
          key={service.id}
          device={device}
          service={service}
          hasAccount={accountName !== undefined}
          connection={connections.get(keyOf(device.accountId, service.id))}
          isLast={index === services.length - 1}
          canConnect={canConnect}
          ownAddress={ownAddress}
          onConnect={(allowFrom) => onConnect(device, service, allowFrom)}
        />
      ))}
    </tbody>
  );
}

function Owner({ owner, isShared }: { owner: string; isShared: boolean }) {
  if (owner === '') return <EmptyCell meaning="unknown" />;
  if (!isShared) return <TruncatedText text={owner} />;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <TruncatedText text={owner} />
      <Badge>Shared</Badge>
    </span>
  );
}

type DeviceStatusProps = { state: Device['state']; className?: string };

function DeviceStatus({ state, className }: DeviceStatusProps) {
  return state === 'active' ? (
    <Status tone="good" label="Online" className={className} />
  ) : (
    <Status tone="neutral" label="Offline" className={className} />
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

type DurationProps = { device: Device; asOf: string };

/** How long the device has been online or offline, with the exact time on hover. */
function Duration({ device, asOf }: DurationProps) {
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

type ServiceRowProps = {
  device: Device;
  service: Service;
  /** There is a column for the account. */
  hasAccount: boolean;
  connection: Connection | undefined;
  isLast: boolean;
  canConnect: boolean;
  ownAddress: string | null | undefined;
  onConnect: (allowFrom: Connection['allowFrom']) => void;
};

/** One service of a device, with the button to connect to it. */
function ServiceRow(props: ServiceRowProps) {
  const { device, service, hasAccount, connection, isLast, canConnect } = props;
  const { ownAddress, onConnect } = props;
  const place = `${service.name} on ${device.name}`;
  const kind = (
    <span className="font-mono text-12 text-muted">
      {service.type}
      {service.port !== undefined && `:${service.port}`}
    </span>
  );
  const status = connection ? (
    <Status tone="accent" label="Connected" />
  ) : (
    <DeviceStatus state={service.state} className="text-muted" />
  );
  return (
    <Tr>
      <Td className={cn(deviceColumns.name, edge(isLast))}>
        <div className="ml-1 flex min-h-8.75 flex-col justify-center gap-0.5 border-l border-line-strong pl-3 max-sm:min-h-14 touch:min-h-14">
          <span title={service.name} className="truncate">
            {service.name}
          </span>
          <div className="flex items-center gap-3 text-12 sm:hidden">
            {status}
            {kind}
          </div>
        </div>
      </Td>
      {hasAccount && <Td className={cn(deviceColumns.account, edge(isLast))} />}
      <Td className={cn(deviceColumns.type, edge(isLast))}>{kind}</Td>
      <Td className={cn(deviceColumns.state, edge(isLast))}>{status}</Td>
      <Td className={cn(deviceColumns.lastSeen, edge(isLast))} />
      <Td className={cn(deviceColumns.owner, edge(isLast))} />
      <Td className={cn(deviceColumns.actions, edge(isLast))}>
        {(canConnect || connection) && (
          <RowActions>
            <Button
              size="sm"
              data-stop=""
              className="touch:min-w-20"
              onClick={() => onConnect('me')}
              aria-label={`${connection ? 'Show connection to' : 'Connect to'} ${place}`}
            >
              {connection ? 'Show' : 'Connect'}
            </Button>
            {!connection && !isWebService(service.type) && (
              <MenuButton
                label={`Who can reach ${place}`}
                size="icon-sm"
                align="end"
                entries={[
                  { kind: 'heading', label: 'Connect and allow' },
                  { label: onlyMeWords(ownAddress), onSelect: () => onConnect('me') },
                  { label: 'Anyone with the address', onSelect: () => onConnect('anyone') },
                ]}
              >
                <ChevronDown />
              </MenuButton>
            )}
          </RowActions>
        )}
      </Td>
    </Tr>
  );
}

/** A line below each device and its services, but none between them. */
function edge(isLast: boolean): string {
  return isLast ? '' : 'border-b-0!';
}
