import { publishServer, startTestServer } from './server';

/** One production server for all end-to-end tests. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startTestServer();
  publishServer(server);
  return () => server.stop();
}
