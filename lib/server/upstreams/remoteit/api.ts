import 'server-only';
import type { ListGap, UpstreamConnection, UpstreamDevice } from '@/lib/contract/devices';
import type { ChannelOptions } from '@/lib/server/upstreams/channel/channel';
import { toId } from './values';

/** What both of remote.it's APIs are given. */
export type RemoteitApiOptions = ChannelOptions & {
  /** Connections lead to hosts under these alone. */
  hostDomains?: readonly string[];
  /** Wall clock in milliseconds, for signatures and the token's end. */
  now?: () => number;
};

/** Service ids as the list spelled them: remote.it is not known to ignore case. */
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
 * What the desk asks of remote.it, whichever of its two APIs answers. The methods of both adapters
 * throw the same errors for the same failures.
 */
export interface RemoteitApi {
  /**
   * All devices with their services; a read.
   * @param onGap hears of each part that remote.it left out of its answer
   */
  listDevices(onGap?: (gap: ListGap) => void): Promise<UpstreamDevice[]>;
  /**
   * Opens a proxy to a service. Sent once. `hostIp`: the one public address let in,
   * `255.255.255.255` for whoever comes first, `0.0.0.0` for anyone.
   */
  openConnection(input: { serviceId: string; hostIp: string }): Promise<UpstreamConnection>;
  /**
   * Closes a proxy. Sent once.
   * @throws UpstreamRejectedError with the reason `CONNECTION_GONE` where remote.it has none to end
   */
  closeConnection(input: { serviceId: string; connectionId: string }): Promise<void>;
}
