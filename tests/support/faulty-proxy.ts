import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * What becomes of the connections that are open now, once the client writes on them again.
 * `swallow`: nothing, for ever. `fin`, `rst`: closed or reset at the first byte, which nobody reads.
 * `pass, then …`: the upstream gets the request; the client never sees the answer.
 */
export type ProxyFault = 'swallow' | 'fin' | 'rst' | 'pass, then fin' | 'pass, then rst';

export type FaultyProxy = {
  origin: string;
  /** Connections that clients ever made. */
  connections: () => number;
  /** Breaks those that are open; the ones made afterwards are fine. */
  breakOpen: (fault: ProxyFault) => void;
  /** Closes those that are open, as an upstream does after its keep-alive time. */
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
    // Whoever tears a connection down is what the tests are about.
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
