import { toWireInstant } from './remoteit-dates';
import { serviceKinds, type SandboxService } from './remoteit-device';

/** A service as `/device/list/all` shows it. `[null]` is how remote.it writes an empty value. */
export function toListRow(service: SandboxService): Record<string, unknown> {
  const kind = serviceKinds[service.kind];
  const localUrl = `${service.kind}://${service.internalIp}:${service.port}/`;
  return {
    deviceaddress: spelled(service),
    devicealias: service.alias,
    ownerusername: service.owner,
    devicetype: toDeviceType(kind.typeId, service.port, service.typeOctets),
    devicestate: service.isActive ? 'active' : 'inactive',
    devicelastip: service.externalIp,
    lastinternalip: service.internalIp,
    servicetitle: kind.title,
    georegion: service.region,
    createdate: toWireInstant(service.createdAt),
    lastcontacted: toWireInstant(service.lastContactedAt),
    shared: 'shared-from',
    webenabled: kind.isWeb ? '1' : [null],
    weburi: [null],
    localurl: kind.isWeb ? Buffer.from(localUrl).toString('base64') : [null],
    webviewerurl: [null],
  };
}

/** What `/device/metadata/list/me` returns for one address; unset values are left out. */
export function toMetadata(service: SandboxService): Record<string, string> {
  return {
    ...(service.hardwareId ? { hardwareid: service.hardwareId } : {}),
    ...(service.category ? { categoryA: service.category } : {}),
  };
}

export function spelled({ address, spelling }: SandboxService): string {
  if (spelling === 'lower') return address;
  if (spelling === 'upper') return address.toUpperCase();
  return address
    .split(':')
    .map((octet, index) => (index % 2 === 0 ? octet.toUpperCase() : octet))
    .join(':');
}

/** Octets 0-1 are the type, octets 10-11 the port. */
function toDeviceType(typeId: number, port: number, octets: 12 | 16): string {
  const bytes = Buffer.alloc(octets);
  bytes.writeUInt16BE(typeId, 0);
  bytes.writeUInt8(1, 5);
  bytes.writeUInt16BE(port, 10);
  return (bytes.toString('hex').toUpperCase().match(/../g) ?? []).join(':');
}
