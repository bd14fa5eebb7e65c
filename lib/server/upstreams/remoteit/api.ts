import 'server-only';
import type { ListGap, UpstreamConnection, UpstreamDevice } from '@/lib/contract/devices';

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
