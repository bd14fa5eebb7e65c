import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type DevicesSandbox = {
  graphqlUrl: string;
  accessKeyId: string;
  secretAccessKey: string;
  stop: () => void;
};

/**
 * A remote.it sandbox with that many devices, in a separate process so that it doesn't slow down
 * anything else.
 */
export async function startDevicesSandbox(devices: number): Promise<DevicesSandbox> {
  const file = fileURLToPath(new URL('./devices-sandbox-process.ts', import.meta.url));
  const child = fork(file, [String(devices)]);
  const [address] = (await once(child, 'message')) as [Omit<DevicesSandbox, 'stop'>];
  return { ...address, stop: () => child.disconnect() };
}
