'use client';

import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { EmptyCell, Td, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/truncated-text';
import { cn } from '@/lib/client/cn';
import type { Connection, Device, DevicePart, Service } from '@/lib/contract/devices';
import { deviceColumns } from './device-columns';
import { DeviceStatus, Since } from './device-status';
import { edge, ServiceRow } from './service-row';

type DeviceRowsProps = {
  device: Device;
  /** The moment of the list: how long a device has been online or offline is told as of then. */
  asOf: string;
  /** Open connections by the service they lead to. */
  connections: ReadonlyMap<string, Connection>;
  canConnect: boolean;
  onConnect: (device: Device, service: Service) => void;
};

/** A device with its services beneath, as one group of rows. */
export function DeviceRows({ device, asOf, connections, canConnect, onConnect }: DeviceRowsProps) {
  const { name, platform, state, lastSeenAt, owner, services } = device;
  const lacks = (part: DevicePart) => device.missing?.includes(part) ?? false;
  const contact = lastSeenAt ? <RelativeTime at={lastSeenAt} /> : null;
  const line = edge(services.length === 0);
  return (
    <tbody aria-label={name}>
      <Tr>
        <Td className={cn(deviceColumns.name, line)}>
          <div className="flex flex-col gap-0.5 max-sm:py-2">
            <span title={name} className="truncate font-medium">
              {name}
            </span>
            <div className="flex flex-wrap items-center gap-x-3 text-12 text-muted sm:hidden">
              {!lacks('state') && <DeviceStatus state={state} />}
              {contact}
              {device.isShared && <span>Shared with us</span>}
            </div>
          </div>
        </Td>
        <Td className={cn(deviceColumns.type, 'text-muted', line)}>
          {platform ??
            (services.length === 0 && (lacks('services') ? 'Services not known' : 'No services'))}
        </Td>
        <Td className={cn(deviceColumns.state, line)}>
          <span className="flex items-center gap-2">
            {lacks('state') ? (
              <EmptyCell meaning="not known" />
            ) : (
              <>
                <DeviceStatus state={state} />
                <Since device={device} asOf={asOf} />
              </>
            )}
          </span>
        </Td>
        <Td className={cn(deviceColumns.lastSeen, line)}>
          {contact ?? <EmptyCell meaning="not known" />}
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
          connection={connections.get(service.id)}
          isLast={index === services.length - 1}
          canConnect={canConnect}
          onConnect={() => onConnect(device, service)}
        />
      ))}
    </tbody>
  );
}

function Owner({ owner, isShared }: { owner: string; isShared: boolean }) {
  if (owner === '') return <EmptyCell meaning="not known" />;
  if (!isShared) return <TruncatedText text={owner} />;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <TruncatedText text={owner} />
      <Badge>Shared</Badge>
    </span>
  );
}
