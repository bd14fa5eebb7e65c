import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * What happens to the open connections once the client writes on them again. `swallow`: nothing,
 * forever. `fin`, `rst`: closed or reset at the first byte, which no one reads. `pass, then …`: the
 * upstream gets the request; the client never sees the response.
 */
export type ProxyFault = 'swallow' | 'fin' | 'rst' | 'pass, then fin' | 'pass, then rst';

export type FaultyProxy = {
  origin: string;
  /** Connections that clients have made. */
  connections: () => number;
  /** Breaks the open ones; later ones work. */
  breakOpen: (fault: ProxyFault) => void;
  /** Closes the open ones, as an upstream does after its keep-alive time. */
  closeOpen: () => Promise<void>;
  close: () => Promise<void>;
};

type Link = { client: Socket; upstream: Socket; fault: ProxyFault | null };

/** A TCP proxy in front of an upstream: the half-open and dying connections between two hosts. */
export async function startFaultyProxy(upstreamPort: number): Promise<FaultyProxy> {
  const links = new Set<Link>();
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    const link: Link = { client, upstream: connect(upstreamPort, '127.0.0.1'), fault: null };
    links.add(link);
    // Torn-down connections are what the tests are about.
    for (const socket of [client, link.upstream]) socket.on('error', () => undefined);
    client.on('data', (data) => fromClient(link, data));
    link.upstream.on('data', (data) => fromUpstream(link, data));
    link.upstream.on('close', () => client.end());
    client.on('close', () => {
      links.delete(link);
      link.upstream.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    connections: () => connections,
    breakOpen: (fault) => {
      for (const link of links) link.fault = fault;
    },
    closeOpen: async () => {
      await Promise.all([...links].map(({ client }) => once(client.end(), 'close')));
    },
    close: async () => {
      for (const { client } of links) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fromClient({ client, upstream, fault }: Link, data: Buffer): void {
  if (fault === null || fault.startsWith('pass')) upstream.write(data);
  else if (fault !== 'swallow') end(client, fault);
}

function fromUpstream({ client, fault }: Link, data: Buffer): void {
  if (fault === null) client.write(data);
  else end(client, fault);
}

function end(client: Socket, fault: ProxyFault): void {
  if (fault.endsWith('fin')) client.end();
  else client.resetAndDestroy();
}
