import { describe, expect, it } from 'vitest';
import { explainError } from '@/lib/server/explain-error';
import {
  UpstreamMalformedError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnauthorizedError,
  UpstreamUnavailableError,
} from '@/lib/server/upstreams/channel/errors';

const told = (error: unknown) => {
  const { code, detail } = explainError(error);
  return { code, detail };
};

describe('explainError', () => {
  it('says what may be wrong with a refused remote.it login, including two-factor authentication', () => {
    const error = new UpstreamUnauthorizedError({
      upstream: 'remoteit',
      operation: 'login',
      kind: 'login',
      outcome: 'refused',
      status: 401,
    });
    expect(told(error)).toEqual({
      code: 'upstream_unauthorized',
      detail:
        'remote.it rejected the sign-in. The username, password, or developer key is wrong, or the account requires two-factor authentication and needs an access key instead of a password. An admin can check the settings.',
    });
  });

  it.each(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'MFA_SETUP'])(
    'tells an account with two-factor authentication (%s) to use an access key',
    (code) => {
      const error = new UpstreamUnauthorizedError({
        upstream: 'remoteit',
        operation: 'login',
        kind: 'login',
        outcome: 'refused',
        status: 401,
        code,
      });
      expect(told(error)).toEqual({
        code: 'upstream_unauthorized',
        detail:
          'This remote.it account requires two-factor authentication, so its password can’t be used here. Create an access key in the account and ask an admin to set REMOTEIT_ACCESS_KEY_ID and REMOTEIT_SECRET_ACCESS_KEY.',
      });
    },
  );

  it.each([
    [
      'access_key_refused',
      'remote.it rejected this account’s access key. The key or its secret is wrong, or the key was disabled or deleted at remote.it. An admin can check the settings.',
    ],
    [
      'clock_skew',
      'remote.it rejected this server’s signature because the two clocks differ by more than a minute. An admin can correct this server’s clock.',
    ],
  ])('says what to check for a refused signature (%s)', (reason, detail) => {
    const error = new UpstreamUnauthorizedError({
      upstream: 'remoteit',
      operation: 'listDevices',
      kind: 'read',
      outcome: 'refused',
      status: 401,
      reason,
    });
    expect(told(error)).toEqual({ code: 'upstream_unauthorized', detail });
  });

  it('suggests checking whether the device is online for a refused connection', () => {
    const error = new UpstreamRejectedError({
      upstream: 'remoteit',
      operation: 'openConnection',
      kind: 'write',
      outcome: 'refused',
      status: 200,
      code: 'Device is offline',
    });
    expect(told(error)).toEqual({
      code: 'upstream_rejected',
      detail:
        'remote.it didn’t open the connection: Device is offline. Check that the device is online and shared with this account, then try again.',
    });
  });

  it('explains RemotePC’s refusal with the key or the allowlist', () => {
    const error = new UpstreamUnauthorizedError({
      upstream: 'remotepc',
      operation: 'listUsers',
      kind: 'read',
      outcome: 'refused',
      status: 401,
    });
    expect(told(error)).toEqual({
      code: 'upstream_unauthorized',
      detail:
        'RemotePC rejected this account’s API key. Either the key is wrong or was changed, or this server’s IP address isn’t on RemotePC’s allowlist. An admin can check both in Settings.',
    });
  });

  it('says that a write without a response may have been carried out, and never says so of a read', () => {
    const facts = { upstream: 'remotepc', outcome: 'maybe_sent' } as const;
    const write = new UpstreamTimeoutError({ ...facts, operation: 'addUser', kind: 'write' });
    const read = new UpstreamTimeoutError({ ...facts, operation: 'listUsers', kind: 'read' });
    expect(told(write).detail).toBe(
      'RemotePC didn’t respond in time. The request may still have been carried out: check before you try again.',
    );
    expect(told(read).detail).toBe('RemotePC didn’t respond in time. Try again in a moment.');
  });

  it.each([
    [
      'CERT_HAS_EXPIRED',
      'RemotePC’s certificate couldn’t be verified (CERT_HAS_EXPIRED), so nothing was sent. An admin can check this server’s clock, the address in the settings, and any proxy or firewall between this server and RemotePC.',
    ],
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'RemotePC’s address doesn’t support TLS 1.2 or later (ERR_SSL_WRONG_VERSION_NUMBER), so nothing was sent. An admin can check the address in the settings and any proxy or firewall between this server and RemotePC.',
    ],
    ['ECONNREFUSED', 'RemotePC is unavailable or can’t be reached. Try again in a moment.'],
  ])('explains the reason %s', (reason, detail) => {
    const facts = {
      upstream: 'remotepc',
      operation: 'addUser',
      kind: 'write',
      outcome: 'not_sent',
    } as const;
    const error = new UpstreamUnavailableError({ ...facts, reason });
    expect(told(error)).toEqual({ code: 'upstream_unavailable', detail });
  });

  it('reveals nothing of an unknown error', () => {
    const problem = told(new Error('password canary-77 at 10.0.0.7'));
    expect(problem.code).toBe('internal');
    expect(problem.detail).not.toContain('canary');
  });

  it('reveals nothing of a malformed response', () => {
    const error = new UpstreamMalformedError({
      upstream: 'remoteit',
      operation: 'listDevices',
      kind: 'read',
      outcome: 'maybe_sent',
      reason: 'html',
    });
    expect(told(error)).toEqual({
      code: 'upstream_malformed',
      detail: 'remote.it’s response can’t be read. Try again in a moment.',
    });
  });
});
