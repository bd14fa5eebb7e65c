import { createHash } from 'node:crypto';
import { falseReply, phpReply, remoteitDocumented } from './remoteit-replies';
import type { RemoteitState } from './remoteit-state';
import type { Reply, SandboxRequest } from './reply';

/**
 * `POST /user/login`.
 * @source https://docs.remote.it/api-reference/authentication
 */
export function logIn(state: RemoteitState, request: SandboxRequest, now: Date): Reply {
  const { body, isMalformed } = request;
  if (isMalformed || typeof body !== 'object' || body === null) {
    return remoteitDocumented('login', 400);
  }
  const username = 'username' in body ? String(body.username) : '';
  const password = 'password' in body ? String(body.password) : '';
  const isKnown = username.toLowerCase() === state.username.toLowerCase();
  if (!isKnown || password !== state.password) return refuse(state);
  if (state.switches.secondFactor) {
    const reason = 'Two-factor authentication is required';
    return falseReply(401, reason, state.switches.secondFactor);
  }
  return phpReply(200, toLogin(state, now), true);
}

function refuse(state: RemoteitState): Reply {
  return state.switches.isOldLoginWording
    ? falseReply(400, '[0102] The username or password are invalid')
    : falseReply(401, '[0102] The username or password is invalid', 'GENERAL_ERROR');
}

function toLogin(state: RemoteitState, now: Date): Record<string, unknown> {
  const { token, expiresAt } = state.issueToken();
  const { authExpiration } = state.switches;
  const expiration = {
    given: { auth_expiration: Math.floor(expiresAt.getTime() / 1000) },
    past: { auth_expiration: Math.floor(now.getTime() / 1000) - 3600 },
    absent: {},
  }[authExpiration];
  const hash = (of: string) => createHash('sha1').update(`${of}:${state.username}`).digest('hex');
  return {
    status: 'true',
    token,
    email: state.username,
    guid: '5A4DBC0C-0F5E-4E11-8C2B-53414E44424F',
    service_authhash: hash('authhash').toUpperCase(),
    auth_token: token,
    ...expiration,
    service_token: hash('service').slice(0, 32),
    service_level: 'BUSINESS',
    apikey: 'WeavedSandboxApiKey',
    language: 'en',
    member_since: '2018-06-08 20:13:33',
    pubsub_channel: hash('channel'),
    portal_plan: 'BUSINESS',
    portal_plan_expires: null,
    developer_key: state.developerKey,
    developer_plan: 'unlimited',
    announcements: [],
    token_index: 'sandbox',
  };
}
