import { type FullConfig } from '@playwright/test';
import { publishServers, startTestServer } from './server';

/** A production server for each worker, so that no test meets what another one is doing. */
export default async function setup({ workers }: FullConfig): Promise<() => Promise<void>> {
  const servers = await Promise.all(Array.from({ length: workers }, () => startTestServer()));
  publishServers(servers);
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
}
