import { serviceKinds, type SandboxService } from './remoteit-device';
import { spelled } from './remoteit-rows';

/** A device's platform, as the numbers of remote.it's own app. */
const platformCodes: Record<string, number> = {
  'Raspberry Pi': 1072,
  Linux: 769,
  Windows: 5,
  macOS: 256,
};
const UNKNOWN_PLATFORM = 65_535;

/** Rows that belong together, the device's own first if there is one. */
export function groupByDevice(rows: readonly SandboxService[]): SandboxService[][] {
  const groups = new Map<string, SandboxService[]>();
  for (const row of rows) {
    const key = row.hardwareId ?? row.address;
    const group = groups.get(key);
    if (!group) groups.set(key, [row]);
    else if (row.kind === 'bulk') group.unshift(row);
    else group.push(row);
  }
  return [...groups.values()];
}

/** Every field of a device that the sandbox supports; a query picks from them. */
export function toGraphqlDevice(group: readonly SandboxService[]): Record<string, unknown> {
  const [head] = group;
  if (head === undefined) return {};
  const changedAt = head.isActive ? onlineSince(head) : head.lastContactedAt;
  return {
    id: spelled(head),
    name: head.alias,
    state: stateOf(head),
    platform: platformCodes[head.category ?? ''] ?? UNKNOWN_PLATFORM,
    version: '5.2.0',
    hardwareId: head.hardwareId ?? null,
    created: head.createdAt.toISOString(),
    lastReported: head.lastContactedAt.toISOString(),
    permissions: ['VIEW', 'CONNECT'],
    owner: { id: '5A4DBC0C-0F5E-4E11-8C2B-53414E44424F', email: head.owner },
    endpoint: {
      externalAddress: head.externalIp === '' ? null : `${head.externalIp}:53190`,
      internalAddress: `${head.internalIp}:53190`,
      onlineSince: head.isActive ? changedAt.toISOString() : null,
      offlineSince: head.isActive ? null : changedAt.toISOString(),
    },
    services: group.filter(({ kind }) => kind !== 'bulk').map(toGraphqlService),
  };
}

function toGraphqlService(service: SandboxService): Record<string, unknown> {
  const { typeId, title } = serviceKinds[service.kind];
  return {
    id: spelled(service),
    name: service.alias,
    state: stateOf(service),
    title,
    application: typeId,
    port: service.port,
    host: '127.0.0.1',
    protocol: 'TCP',
    enabled: true,
    created: service.createdAt.toISOString(),
    lastReported: service.lastContactedAt.toISOString(),
  };
}

const stateOf = ({ isActive }: SandboxService) => (isActive ? 'active' : 'inactive');

/** Some hours before the last contact, always the same. */
function onlineSince({ address, lastContactedAt }: SandboxService): Date {
  const hours = 1 + (Number.parseInt(address.slice(-5, -3), 16) % 72);
  return new Date(lastContactedAt.getTime() - hours * 3_600_000);
}
