'use client';

import { Section } from '@/components/items/details';
import type { Connection, Device, Service } from '@/lib/contract/devices';
import { ConnectButton, ServiceKind } from './connect-button';
import { DeviceStatus, hasOwnStates, lacks } from './device-state';
import { DisconnectButton } from './disconnect-button';
import { mayClose, TimeLeft } from './open-connections';
import type { Connecting } from './use-connect';

type DeviceServicesProps = {
  device: Device;
  connecting: Connecting;
  permissions: readonly string[];
};

/** The services of a device, with who is connected to each now. */
export function DeviceServices({ device, connecting, permissions }: DeviceServicesProps) {
  const { accountId, services } = device;
  if (services.length === 0) {
    return (
      <Section title="Services">
        <p className="text-muted">
          {lacks(device, 'services') ? 'remote.it didn’t return them.' : 'None.'}
        </p>
      </Section>
    );
  }
  return (
    <Section title="Services">
      <ul className="divide-y divide-line border-y border-line">
        {services.map((service) => (
          <ServiceItem
            key={service.id}
            device={device}
            service={service}
            open={connecting.items.filter(
              (one) => one.accountId === accountId && one.serviceId === service.id,
            )}
            connecting={connecting}
            permissions={permissions}
          />
        ))}
      </ul>
    </Section>
  );
}

type ServiceItemProps = DeviceServicesProps & { service: Service; open: readonly Connection[] };

function ServiceItem({ device, service, open, connecting, permissions }: ServiceItemProps) {
  const connection = connecting.connectionTo(device, service);
  return (
    <li className="py-2">
      <div className="flex min-h-7 items-center justify-between gap-3">
        <span className="flex min-w-0 flex-wrap items-center gap-x-3">
          <span className="min-w-0 wrap-anywhere">{service.name}</span>
          <ServiceKind service={service} />
          {hasOwnStates(device) && (
            <DeviceStatus state={service.state} className="text-12 text-muted" />
          )}
        </span>
        {(permissions.includes('connections.write') || connection) && (
          <span className="flex shrink-0 items-center gap-1">
            <ConnectButton
              service={service}
              deviceName={device.name}
              connection={connection}
              ownAddress={connecting.ownAddress}
              onConnect={(allowFrom) => connecting.connect(device, service, allowFrom)}
            />
          </span>
        )}
      </div>
      {open.map((one) => (
        <p key={one.id} className="mt-1 flex items-center justify-between gap-3 text-12 text-muted">
          <span className="min-w-0 wrap-anywhere">
            {one.isOwn ? 'You’re' : (one.openedByName ?? one.openedBy ?? 'A removed team member')}{' '}
            connected · <TimeLeft expiresAt={one.expiresAt} />
          </span>
          {mayClose(one, permissions) && (
            <DisconnectButton connection={one} size="sm" variant="ghost" className="shrink-0" />
          )}
        </p>
      ))}
    </li>
  );
}
