'use client';

import { Button } from '@/components/ui/button';
import { Status } from '@/components/ui/status';
import { RowActions, Td, Tr } from '@/components/ui/table';
import { cn } from '@/lib/client/cn';
import type { Connection, Device, Service } from '@/lib/contract/devices';
import { deviceColumns } from './device-columns';
import { DeviceStatus } from './device-status';

type ServiceRowProps = {
  device: Device;
  service: Service;
  connection: Connection | undefined;
  isLast: boolean;
  canConnect: boolean;
  onConnect: () => void;
};

/** One service beneath its device, with the way to connect to it. */
export function ServiceRow(props: ServiceRowProps) {
  const { device, service, connection, isLast, canConnect, onConnect } = props;
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
      <Td className={cn(deviceColumns.type, edge(isLast))}>{kind}</Td>
      <Td className={cn(deviceColumns.state, edge(isLast))}>{status}</Td>
      <Td className={cn(deviceColumns.lastSeen, edge(isLast))} />
      <Td className={cn(deviceColumns.owner, edge(isLast))} />
      <Td className={cn(deviceColumns.actions, edge(isLast))}>
        {(canConnect || connection) && (
          <RowActions>
            <Button
              size="sm"
              data-connect=""
              className="touch:min-w-20"
              onClick={onConnect}
              aria-label={`${connection ? 'Show the connection to' : 'Connect to'} ${service.name} on ${device.name}`}
            >
              {connection ? 'Show' : 'Connect'}
            </Button>
          </RowActions>
        )}
      </Td>
    </Tr>
  );
}

/** A line stands below a device with all its services, none between them. */
export function edge(isLast: boolean): string {
  return isLast ? '' : 'border-b-0!';
}
