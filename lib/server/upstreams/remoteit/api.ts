import 'server-only';
import type { ListGap, UpstreamConnection, UpstreamDevice } from '@/lib/contract/devices';
import type { ChannelOptions } from '@/lib/server/upstreams/channel/channel';
import { toId } from './values';

/** Options of both remote.it adapters. */
export type RemoteitApiOptions = ChannelOptions & {
  /** Connections lead only to hosts under these domains. */
  hostDomains?: readonly string[];
  /** Wall clock in milliseconds, for signatures and the token's expiry. */
  now?: () => number;
};

/** Service ids as the list spelled them: remote.it isn't known to ignore case. */
export class Spellings {
  readonly #byId = new Map<string, string>();

  note(spelling: string): void {
    this.#byId.set(toId(spelling), spelling);
  }

  toWire(serviceId: string): string {
    return this.#byId.get(toId(serviceId)) ?? serviceId;
  }
}

/**
 * What the desk needs from remote.it, whichever of its two APIs is used. The methods of both
 * adapters throw the same errors for the same failures.
 */
export interface RemoteitApi {
  /**
   * All devices with their services; a read.
   * @param onGap called for each part that remote.it left out of its response
   */
  listDevices(onGap?: (gap: ListGap) => void): Promise<UpstreamDevice[]>;
  /**
   * Opens a proxy to a service. Sent once. `hostIp`: the one public address to let in,
   * `255.255.255.255` for the first caller, `0.0.0.0` for anyone.
   */
  openConnection(input: { serviceId: string; hostIp: string }): Promise<UpstreamConnection>;
  /**
   * Closes a proxy. Sent once.
   * @throws UpstreamRejectedError with the reason `CONNECTION_GONE` if remote.it has none to close
   */
  closeConnection(input: { serviceId: string; connectionId: string }): Promise<void>;
}
