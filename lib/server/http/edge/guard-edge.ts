import 'server-only';
import { subscribe } from 'node:diagnostics_channel';
import { Server } from 'node:http';
import type { Socket } from 'node:net';
import { env, isDevelopment } from '@/lib/server/env';
import { guardServer } from './guard-server';

/**
 * Guards the server that listens on our port. Next makes it itself and hands it to no one, so it is
 * met at its first connection.
 */
export function guardEdge(): void {
  const guarded = new WeakSet<Server>();
  const guard = (server: unknown) => {
    if (!(server instanceof Server) || guarded.has(server) || !isOurs(server)) return;
    guarded.add(server);
    guardServer(server, isDevelopment());
  };
  subscribe('net.server.socket', (message) => {
    guard((message as { socket: Socket & { server?: unknown } }).socket.server);
  });
  // For a connection that was there before us.
  subscribe('http.server.request.start', (message) => {
    guard((message as { server: unknown }).server);
  });
}

function isOurs(server: Server): boolean {
  const address = server.address();
  return typeof address === 'object' && address?.port === env().port;
}
