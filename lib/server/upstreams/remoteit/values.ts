import 'server-only';
import type { DeviceAddresses, DeviceState } from '@/lib/contract/devices';
import { vendorText } from '@/lib/server/upstreams/channel/request-json';

/** The v27 row that represents the device itself; nothing can connect to it. */
export const BULK_SERVICE_TYPE = 35;

/** Protocol ids, the same in both APIs; only GraphQL has the newer ones. */
const serviceTypes = new Map([
  [1, 'tcp'],
  [4, 'vnc'],
  [5, 'rdp'],
  [7, 'http'],
  [8, 'https'],
  [10, 'https'],
  [21, 'rdp'],
  [28, 'ssh'],
  [29, 'tcp'],
  [30, 'http'],
  [33, 'https'],
  [34, 'smb'],
]);

const titledTypes = [
  [/\bssh\b/, 'ssh'],
  [/\brdp\b|remote desktop/, 'rdp'],
  [/\bvnc\b/, 'vnc'],
  [/\bhttps\b|secure web/, 'https'],
  [/\bhttp\b|\bweb\b/, 'http'],
  [/\bsamba\b|\bsmb\b/, 'smb'],
] as const;

/** A service's protocol: by its type's id, otherwise by its type's title, otherwise plain tcp. */
export function toServiceType(typeId: number | undefined, title?: string): string {
  const known = serviceTypes.get(typeId ?? 0);
  if (known !== undefined) return known;
  const words = title?.trim().toLowerCase() ?? '';
  return titledTypes.find(([pattern]) => pattern.test(words))?.[1] ?? 'tcp';
}

/** Addresses differ in case between routes: ids are in lower case. */
export function toId(address: string): string {
  return vendorText(address).trim().toLowerCase();
}

export function toState(state: string | undefined): DeviceState {
  return ['active', 'connected'].includes(state?.trim().toLowerCase() ?? '')
    ? 'active'
    : 'inactive';
}

/** As remote.it writes them; undefined if it gives neither. */
export function toAddresses(
  externalText: string | undefined,
  internalText: string | undefined,
): DeviceAddresses | undefined {
  const external = externalText?.trim();
  const internal = internalText?.trim();
  if (!external && !internal) return undefined;
  return { ...(external && { external }), ...(internal && { internal }) };
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** ISO 8601 with an offset and any fraction → the same moment in UTC. */
export function toMoment(value: string | null | undefined): string | null {
  if (!value || !MOMENT.test(value.trim())) return null;
  const at = new Date(value.trim());
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

export function latestOf(moments: readonly (string | null)[]): string | null {
  return (
    moments
      .filter((at) => at !== null)
      .sort()
      .at(-1) ?? null
  );
}

/** Where remote.it's own proxies are. */
export const DEFAULT_HOST_DOMAINS = ['rt3.io', 'remote.it'];

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * A proxy's host name in lower case, under one of the allowed domains; null for any other text.
 * Encoded names of other alphabets are rejected: on screen they can look like any name.
 */
export function toHost(text: string | undefined, domains: readonly string[]): string | null {
  const host = text?.trim() ?? '';
  const labels = host.split('.');
  const isName =
    host.length <= 253 && labels.every((label) => LABEL.test(label) && !/^xn--/i.test(label));
  if (!isName) return null;
  const name = host.toLowerCase();
  return domains.some((domain) => name === domain || name.endsWith(`.${domain}`)) ? name : null;
}

export function toConnectionId(text: string | undefined): string | null {
  return text !== undefined && /^[\w.:-]{1,200}$/.test(text) ? text : null;
}

/**
 * The port of a proxy: a number or digits.
 * @returns null if there is none; undefined if it isn't a port
 */
export function toPort(value: unknown): number | null | undefined {
  const text = Array.isArray(value) ? '' : String(value ?? '').trim();
  if (text === '') return null;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** Eight hours: the documented maximum lifetime of a proxy. */
export const DOCUMENTED_LIFETIME_SECONDS = 28_800;

/** Our own reason for a refusal to close what remote.it doesn't have (any more). */
export const CONNECTION_GONE = 'connection_gone';
