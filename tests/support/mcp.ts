import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { NextRequest } from 'next/server';
import * as route from '@/app/api/mcp/route';

type Method = 'GET' | 'POST' | 'DELETE';

/** What came back over HTTP, newest last. */
export type Seen = { method: string; status: number; headers: Headers }[];

export const accept = 'application/json, text/event-stream';
export const initialize = JSON.stringify({
  ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
  params: {
    ...{ protocolVersion: '2025-06-18', capabilities: {} },
    clientInfo: { name: 'test', version: '1' },
  },
});

/** A message as a client sends it, or anything else. */
export function send(
  headers: Record<string, string>,
  body?: BodyInit,
  method: Method = 'POST',
): Promise<Response> {
  const request = new NextRequest('http://localhost:3000/api/mcp', {
    method,
    headers: { 'x-forwarded-for': '203.0.113.7', 'content-type': 'application/json', ...headers },
    body,
  });
  return route[method](request, { params: Promise.resolve({}) });
}

/** A real client, whose calls reach the route handler. */
export async function connect(
  token: string,
  mode: 'legacy' | 'auto' = 'auto',
): Promise<{ client: Client; seen: Seen }> {
  const seen: Seen = [];
  const transport = new StreamableHTTPClientTransport(new URL('http://localhost:3000/api/mcp'), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
    fetch: async (_, init) => {
      const method = (init?.method ?? 'GET') as Method;
      const body = typeof init?.body === 'string' ? init.body : undefined;
      const headers = Object.fromEntries(new Headers(init?.headers));
      const response = await send(headers, body, method);
      seen.push({ method, status: response.status, headers: response.headers });
      return response;
    },
  });
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode }, capabilities: {} },
  );
  await client.connect(transport);
  return { client, seen };
}

/** What a tool answers, as data. */
export async function use(
  client: Client,
  name: string,
  input: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const { structuredContent, isError } = await client.callTool({ name, arguments: input });
  return { ...(structuredContent as Record<string, unknown>), ...(isError && { isError }) };
}
