import { type FullConfig } from '@playwright/test';
import { publishServers, startTestServer } from './server';

/** A production server for each worker, so that no test is affected by another. */
export default async function setup({ workers }: FullConfig): Promise<() => Promise<void>> {
  const servers = await Promise.all(Array.from({ length: workers }, () => startTestServer()));
  publishServers(servers);
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
}
