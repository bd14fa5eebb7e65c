'use client';

import { isShifted } from '@/components/items/row-keys';
import { RowTags } from '@/components/items/row-tags';
import { Badge } from '@/components/ui/badge';
import { Checkbox } from '@/components/ui/checkbox';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { EmptyCell, Td, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { cn } from '@/lib/client/cn';
import type { Connection, Device, Service } from '@/lib/contract/devices';
import { ConnectButton, ServiceKind } from './connect-button';
import { DeviceState, DeviceStatus, hasOwnStates, lacks } from './device-state';
import type { Connecting } from './use-connect';

/**
 * One class per column, for its heading, cells and skeletons. The widths are fixed, so nothing jumps
 * between a full and a short list. What there is no room for is below the name.
 */
export const deviceColumns = {
  choice: 'w-10 pr-0! touch:w-12',
  name: '',
  account: 'hidden w-44 @6xl:table-cell',
  type: 'hidden w-42 @4xl:table-cell whitespace-nowrap',
  state: 'hidden w-40 @xl:table-cell whitespace-nowrap',
  lastSeen: 'hidden w-38 @2xl:table-cell whitespace-nowrap',
  owner: 'hidden w-56 @5xl:table-cell',
  actions: 'w-36 touch:w-42',
};

export type DeviceRowsProps = {
  device: Device;
  /** When the list was fetched: durations online or offline are as of then. */
  asOf: string;
  /** Left out if all devices are of one account. */
  accountName?: string;
  /** What the list is searched for. */
  search: string;
  isSelected: boolean;
  /** Its panel is open. */
  isOpened: boolean;
  connecting: Connecting;
  canConnect: boolean;
  /** `isRange`: with all devices between this one and the last one selected. */
  onSelect: (isSelected: boolean, isRange: boolean) => void;
  onOpen: () => void;
};

/** A device and its services, as one group of rows. */
export function DeviceRows(props: DeviceRowsProps) {
  const { device, accountName, search, connecting, canConnect } = props;
  const { services } = device;
  const found = services.filter((service) => isFound(service, search));
  const showsStates = hasOwnStates(device);
  return (
    <tbody aria-label={device.name}>
      <DeviceRow {...props} line={edge(services.length === 0)} />
      {services.map((service, index) => (
        <ServiceRow
          key={service.id}
          device={device}
          service={service}
          hasAccount={accountName !== undefined}
          connection={connecting.connectionTo(device, service)}
          showsState={showsStates}
          isDimmed={found.length > 0 && !found.includes(service)}
          line={edge(index === services.length - 1)}
          canConnect={canConnect}
          ownAddress={connecting.ownAddress}
          onConnect={(allowFrom) => connecting.connect(device, service, allowFrom)}
        />
      ))}
    </tbody>
  );
}

/** As the server finds it. */
function isFound({ name, id }: Service, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return wanted !== '' && (name.toLowerCase().includes(wanted) || id.includes(wanted));
}

function DeviceRow(props: DeviceRowsProps & { line: string }) {
  const { device, asOf, accountName, isSelected, isOpened, onSelect, onOpen, line } = props;
  const { name, platform, lastSeenAt, services, customer } = device;
  const contact = lastSeenAt ? <RelativeTime at={lastSeenAt} /> : null;
  return (
    <Tr
      isOpener
      isSelected={isSelected}
      aria-current={isOpened || undefined}
      className={isOpened ? 'bg-hover' : undefined}
    >
      <Td className={cn(deviceColumns.choice, line)}>
        <Checkbox
          aria-label={`Select ${name}`}
          checked={isSelected}
          data-select=""
          onChange={(event) => onSelect(event.target.checked, isShifted(event))}
        />
      </Td>
      <Td className={cn(deviceColumns.name, line)}>
        <div
          className={cn(
            'flex flex-col gap-0.5 @max-xl:py-2',
            accountName !== undefined && '@xl:@max-6xl:py-1.5',
            customer && '@xl:py-1.5',
          )}
        >
          {/* Its finger-wide button takes no room from the lines below: they open the same. */}
          <span className="flex min-w-0 items-center gap-1 touch:-my-3">
            <button
              type="button"
              data-open={device.key ?? ''}
              aria-label={name}
              onClick={onOpen}
              className="flex min-w-0 items-center rounded-tag text-left font-medium hover:underline hover:underline-offset-2"
            >
              <TruncatedText text={name} />
            </button>
            <RowTags tags={device.tags} hasNote={device.hasNote} className="@xl:flex" />
          </span>
          {customer && <span className="truncate text-12 text-muted">{customer.name}</span>}
          {accountName !== undefined && (
            <span className="truncate text-12 text-muted @6xl:hidden">{accountName}</span>
          )}
          <div className="flex flex-wrap items-center gap-x-3 text-12 text-muted @xl:hidden">
            {!lacks(device, 'state') && <DeviceStatus state={device.state} />}
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
          (services.length === 0 &&
            (lacks(device, 'services') ? 'Services unknown' : 'No services'))}
      </Td>
      <Td className={cn(deviceColumns.state, line)}>
        <DeviceState device={device} asOf={asOf} />
      </Td>
      <Td className={cn(deviceColumns.lastSeen, line)}>
        {contact ?? <EmptyCell meaning="unknown" />}
      </Td>
      <Td className={cn(deviceColumns.owner, line)}>
        <Owner device={device} />
      </Td>
      <Td className={cn(deviceColumns.actions, line)} />
    </Tr>
  );
}

/** Who owns a device, and whether that is someone else. */
export function Owner({ device: { owner, isShared } }: { device: Device }) {
  if (owner === '') return <EmptyCell meaning="unknown" />;
  if (!isShared) return <TruncatedText text={owner} />;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <TruncatedText text={owner} />
      <Badge>Shared</Badge>
    </span>
  );
}

type ServiceRowProps = {
  device: Device;
  service: Service;
  /** There is a column for the account. */
  hasAccount: boolean;
  connection: Connection | undefined;
  showsState: boolean;
  /** Another service of the device is what was searched for. */
  isDimmed: boolean;
  line: string;
  canConnect: boolean;
  ownAddress: string | null | undefined;
  onConnect: (allowFrom: Connection['allowFrom']) => void;
};

/** One service of a device, with the button to connect to it. */
function ServiceRow(props: ServiceRowProps) {
  const { device, service, hasAccount, connection, showsState, isDimmed, line, canConnect } = props;
  const { ownAddress, onConnect } = props;
  const status = connection ? (
    <Status tone="accent" label="Connected" />
  ) : (
    showsState && <DeviceStatus state={service.state} className="text-muted" />
  );
  return (
    <Tr>
      <Td colSpan={2} className={line}>
        <div className="ml-7 flex min-h-8.75 flex-col justify-center gap-0.5 border-l border-line-strong pl-3 @max-xl:min-h-14 touch:min-h-14">
          <span title={service.name} className={cn('truncate', isDimmed && 'text-muted')}>
            {service.name}
          </span>
          <div className="flex items-center gap-3 text-12 @xl:hidden">
            {status}
            <ServiceKind service={service} />
          </div>
        </div>
      </Td>
      {hasAccount && <Td className={cn(deviceColumns.account, line)} />}
      <Td className={cn(deviceColumns.type, line)}>
        <ServiceKind service={service} />
      </Td>
      <Td className={cn(deviceColumns.state, line)}>{status}</Td>
      <Td className={cn(deviceColumns.lastSeen, line)} />
      <Td className={cn(deviceColumns.owner, line)} />
      <Td className={cn(deviceColumns.actions, line)}>
        {/* One click is what a device is for, so it doesn’t wait for a hover. */}
        {(canConnect || connection) && (
          <div className="flex items-center justify-end gap-1 print:hidden">
            <ConnectButton
              service={service}
              deviceName={device.name}
              connection={connection}
              ownAddress={ownAddress}
              onConnect={onConnect}
            />
          </div>
        )}
      </Td>
    </Tr>
  );
}

/** A line below each device and its services, but none between them. */
function edge(isLast: boolean): string {
  return isLast ? '' : 'border-b-0!';
}
