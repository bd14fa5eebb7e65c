import { SANDBOX_REMOTEIT_USERNAME } from './credentials';
import { Random } from './random';
import { serviceKinds, type SandboxService, type ServiceKind } from './remoteit-device';

type Platform = 'Raspberry Pi' | 'Linux' | 'Windows' | 'macOS';

type Machine = {
  alias: string;
  platform: Platform;
  services: readonly Exclude<ServiceKind, 'bulk'>[];
  /** Days since it was last seen; active if left out. */
  silentDays?: number;
  sharedBy?: string;
};

const colleague = 'field-ops@harborlight.example';
const partner = 'support@starlingrobotics.example';

/**
 * 30 machines. `warehouse-pi` and `reception` appear twice: registered again, with the old one
 * offline.
 */
const machines: readonly Machine[] = [
  { alias: 'warehouse-pi', platform: 'Raspberry Pi', services: ['ssh', 'http'] },
  { alias: 'warehouse-pi', platform: 'Raspberry Pi', services: ['ssh'], silentDays: 143 },
  { alias: 'dock-door-cam', platform: 'Raspberry Pi', services: ['ssh', 'http', 'vnc'] },
  { alias: 'cold-store-sensor', platform: 'Raspberry Pi', services: ['ssh', 'tcp'] },
  { alias: 'lobby-signage', platform: 'Raspberry Pi', services: ['ssh', 'vnc'] },
  { alias: 'greenhouse-pi', platform: 'Raspberry Pi', services: ['ssh', 'http'], silentDays: 3 },
  {
    alias: 'weather-mast',
    platform: 'Raspberry Pi',
    services: ['ssh'],
    silentDays: 61,
    sharedBy: colleague,
  },
  { alias: 'kitchen-display', platform: 'Raspberry Pi', services: ['ssh', 'vnc', 'http'] },
  { alias: 'fileserver-01', platform: 'Linux', services: ['ssh', 'samba'] },
  { alias: 'fileserver-02', platform: 'Linux', services: ['ssh', 'samba', 'https'] },
  { alias: 'build-runner', platform: 'Linux', services: ['ssh'] },
  { alias: 'postgres-staging', platform: 'Linux', services: ['ssh', 'tcp'] },
  { alias: 'intranet', platform: 'Linux', services: ['ssh', 'http', 'https'] },
  { alias: 'voip-gateway', platform: 'Linux', services: ['ssh', 'https', 'tcp'] },
  { alias: 'backup-nas', platform: 'Linux', services: ['ssh', 'https', 'samba'] },
  { alias: 'old-mailrelay', platform: 'Linux', services: ['ssh'], silentDays: 212 },
  { alias: 'kiosk-east', platform: 'Linux', services: ['ssh', 'vnc'], silentDays: 9 },
  { alias: 'reception', platform: 'Windows', services: ['rdp'] },
  { alias: 'reception', platform: 'Windows', services: ['rdp', 'samba'], silentDays: 88 },
  { alias: 'accounting-pc', platform: 'Windows', services: ['rdp', 'samba'] },
  { alias: 'cad-workstation', platform: 'Windows', services: ['rdp', 'vnc'] },
  { alias: 'pos-terminal-1', platform: 'Windows', services: ['rdp'] },
  { alias: 'pos-terminal-2', platform: 'Windows', services: ['rdp'], silentDays: 1 },
  { alias: 'label-printer-host', platform: 'Windows', services: ['rdp', 'tcp'] },
  { alias: 'design-imac', platform: 'macOS', services: ['vnc', 'ssh'] },
  { alias: 'studio-mac-mini', platform: 'macOS', services: ['vnc', 'ssh', 'samba'] },
  { alias: 'editing-bay', platform: 'macOS', services: ['vnc'], silentDays: 27 },
  { alias: 'spare-pi', platform: 'Raspberry Pi', services: [] },
  { alias: 'yard-gate', platform: 'Raspberry Pi', services: ['ssh', 'http'], sharedBy: colleague },
  { alias: 'robot-cell-4', platform: 'Linux', services: ['ssh', 'https'], sharedBy: partner },
];

/** Someone else's service, known to exist but not shared: connecting to it is refused. */
export const SANDBOX_FOREIGN_SERVICE = '80:00:00:00:01:ff:00:01';

/** The services of 30 devices, last seen relative to `now`; always the same. */
export function seedDevices(now: Date): SandboxService[] {
  const random = new Random(30_027);
  const services = machines.flatMap((machine, index) => toServices(random, machine, index, now));
  const [first] = services;
  if (!first) return [];
  const owner = 'stranger@elsewhere.example';
  const address = SANDBOX_FOREIGN_SERVICE;
  return [...services, { ...first, address, kind: 'ssh', port: 22, owner, isForeign: true }];
}

function toServices(random: Random, machine: Machine, index: number, now: Date): SandboxService[] {
  const internalIp = `192.168.${random.integer(0, 20)}.${random.integer(2, 250)}`;
  const externalIp = `${random.pick(['198.51.100', '203.0.113'])}.${random.integer(1, 254)}`;
  const createdAt = before(random, now, random.integer(260, 1000) * 86_400);
  const silentSeconds = machine.silentDays ? machine.silentDays * 86_400 : 0;
  const isOld = random.next() < 0.2;
  const common = {
    owner: machine.sharedBy ?? SANDBOX_REMOTEIT_USERNAME,
    typeOctets: isOld ? (12 as const) : (16 as const),
    externalIp: silentSeconds > 100 * 86_400 ? '' : externalIp,
    internalIp,
    region: random.pick(['NorthAmerica', 'NorthAmerica', 'Europe', 'Asia']),
    createdAt,
    category: machine.platform,
  };
  // The spare was never set up: it has no services, and nothing to join it by.
  const hardwareId = machine.services.length > 0 ? random.uuid() : undefined;
  return (['bulk', ...machine.services] as const).map((kind, position) => ({
    ...common,
    address: `80:00:00:00:01:00:${hexOctet(0x81 + index)}:${hexOctet(0xa0 + position)}`,
    spelling: random.pick(['upper', 'upper', 'lower', 'mixed']),
    alias: kind === 'bulk' ? machine.alias : `${machine.alias}-${kind}`,
    kind,
    port: kind === 'tcp' ? tcpPort(machine) : serviceKinds[kind].port,
    // One service of a machine may be offline while the machine is online.
    isActive: silentSeconds === 0 && !(kind === 'vnc' && machine.alias === 'kitchen-display'),
    lastContactedAt: before(random, now, silentSeconds + random.integer(5, 600)),
    hardwareId,
  }));
}

function tcpPort(machine: Machine): number {
  if (machine.alias === 'postgres-staging') return 5432;
  return machine.alias === 'voip-gateway' ? 5060 : serviceKinds.tcp.port;
}

/** With 0 to 3 fractional digits of a second, like remote.it's dates. */
function before(random: Random, now: Date, seconds: number): Date {
  const fractionMs = random.pick([0, 500, 190, 293]);
  return new Date(Math.floor(now.getTime() / 1000 - seconds) * 1000 + fractionMs);
}

function hexOctet(value: number): string {
  return value.toString(16).padStart(2, '0');
}
