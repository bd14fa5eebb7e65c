import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

/** What the provider puts into the next ID token, and how. */
export type Answer = {
  claims?: Record<string, unknown>;
  /** `none`: unsigned; `stranger`: with a key that isn't in its list. */
  signature?: 'good' | 'none' | 'stranger';
  audience?: string;
  issuer?: string;
  nonce?: string;
  expiresIn?: number;
  /** In place of tokens. */
  status?: number;
};

export type OpenidProvider = {
  issuer: string;
  /** The next codes are exchanged for this. */
  answerWith: (answer: Answer) => void;
  /** Called by the desk: the forms sent to the token endpoint. */
  tokenCalls: URLSearchParams[];
  close: () => Promise<void>;
};

export const CLIENT = { id: 'desk', secret: 'canary-oidc-secret-71' };

/** An OpenID provider that answers as told: tests of what a hostile one could try. */
export async function startOpenidProvider(): Promise<OpenidProvider> {
  const keys = { good: keyPair(), stranger: keyPair() };
  const jwks = { keys: [{ ...(await exportJWK(keys.good.publicKey)), kid: 'good', alg: 'RS256' }] };
  const tokenCalls: URLSearchParams[] = [];
  let answer: Answer = {};
  let issuer = '';
  const server = createServer((request, response) => {
    const send = (body: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/.well-known/openid-configuration') return send(discoveryOf(issuer));
    if (request.url === '/jwks') return send(jwks);
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      tokenCalls.push(new URLSearchParams(Buffer.concat(parts).toString()));
      if (answer.status !== undefined) return send({ error: 'invalid_grant' }, answer.status);
      void idToken(issuer, answer, keys).then((id_token) =>
        send({ access_token: 'at', token_type: 'Bearer', id_token }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    tokenCalls,
    answerWith: (next) => (answer = next),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const keyPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

const discoveryOf = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  end_session_endpoint: `${issuer}/end`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256', 'none'],
});

async function idToken(
  issuer: string,
  answer: Answer,
  keys: Record<'good' | 'stranger', { privateKey: KeyObject }>,
): Promise<string> {
  const { claims, signature = 'good', expiresIn = 300 } = answer;
  const now = Math.floor(Date.now() / 1_000);
  const payload: JWTPayload = {
    iss: answer.issuer ?? issuer,
    aud: answer.audience ?? CLIENT.id,
    sub: 'subject-1',
    iat: now,
    exp: now + expiresIn,
    auth_time: now,
    nonce: answer.nonce,
    ...claims,
  };
  if (signature === 'none') return new UnsecuredJWT(payload).encode();
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', kid: 'good' })
    .sign(keys[signature].privateKey);
}
