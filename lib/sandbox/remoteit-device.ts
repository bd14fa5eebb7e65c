/** A remote.it type id and the title its rows have. */
export const serviceKinds = {
  bulk: { typeId: 35, title: 'Bulk Service', port: 65_535, isWeb: false },
  ssh: { typeId: 28, title: 'SSH', port: 22, isWeb: false },
  vnc: { typeId: 4, title: 'VNC', port: 5900, isWeb: false },
  rdp: { typeId: 5, title: 'RDP', port: 3389, isWeb: false },
  http: { typeId: 7, title: 'HTTP', port: 80, isWeb: true },
  https: { typeId: 8, title: 'HTTPS', port: 443, isWeb: true },
  samba: { typeId: 34, title: 'Samba', port: 445, isWeb: false },
  tcp: { typeId: 29, title: 'Generic TCP', port: 9100, isWeb: false },
} as const;

export type ServiceKind = keyof typeof serviceKinds;

/** One row of remote.it's list: a service, or (`bulk`) the device itself. */
export type SandboxService = {
  /** In lower case; the row spells it as `spelling`. */
  address: string;
  spelling: 'lower' | 'upper' | 'mixed';
  alias: string;
  kind: ServiceKind;
  port: number;
  owner: string;
  isActive: boolean;
  /** 12 in older rows, otherwise 16. */
  typeOctets: 12 | 16;
  externalIp: string;
  internalIp: string;
  region: string;
  createdAt: Date;
  lastContactedAt: Date;
  /** Left out of the metadata if undefined. */
  hardwareId?: string;
  /** A label the account set in remote.it; only in the metadata. */
  category?: string;
  /** A stranger's: not listed, and connecting returns [0405]. */
  isForeign?: boolean;
};
