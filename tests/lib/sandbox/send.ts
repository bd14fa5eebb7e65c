import { request, type IncomingHttpHeaders } from 'node:http';

export type Answer = {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
};

type Sending = {
  method?: string;
  headers?: Record<string, string>;
  /** Text is sent as it is, anything else as JSON. */
  body?: unknown;
  signal?: AbortSignal;
};

/** One request on its own connection, without decoding, following redirects or retrying. */
export function send(url: string, sending: Sending = {}): Promise<Answer> {
  const { body, method = 'POST', headers = {}, signal } = sending;
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, signal, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const { statusCode = 0, headers: received } = response;
        resolve({ status: statusCode, headers: received, bytes, text: bytes.toString() });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(sent);
  });
}
