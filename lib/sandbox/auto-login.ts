import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { signedInPage, spentLinkPage } from './auto-login-page';
import type { RemotepcState } from './remotepc-state';
import type { Reply, SandboxRequest } from './reply';

const linkPath = '/rpcnew/process/autologin/';
const signingKey = randomBytes(64);

/** A link like RemotePC's: its last segment is a JWT signed with HS512. It opens one page, once. */
export function createAutoLoginLink(
  state: RemotepcState,
  options: { origin: string; username: string; now: Date },
): string {
  const expiresAt = new Date(options.now.getTime() + state.switches.autoLoginLifetimeMs);
  const claims = {
    sub: options.username,
    jti: randomUUID(),
    exp: Math.floor(expiresAt.getTime() / 1000),
  };
  const signed = `${encode({ alg: 'HS512' })}.${encode(claims)}`;
  const token = `${signed}.${createHmac('sha512', signingKey).update(signed).digest('base64url')}`;
  state.autoLogins.set(token, { username: options.username, expiresAt });
  return `${options.origin}${linkPath}${token}`;
}

/** The page behind a link; `undefined` for any other path. */
export function openAutoLoginLink(
  state: RemotepcState,
  request: SandboxRequest,
  now: Date,
): Reply | undefined {
  if (request.method !== 'GET' || !request.path.startsWith(linkPath)) return undefined;
  const token = request.path.slice(linkPath.length);
  const login = state.autoLogins.get(token);
  state.autoLogins.delete(token);
  if (!login || login.expiresAt <= now) return spentLinkPage();
  return signedInPage(login.username);
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
