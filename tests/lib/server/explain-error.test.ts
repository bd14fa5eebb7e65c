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
  it('tells of a refused remote.it login what may be wrong, the second factor included', () => {
    const error = new UpstreamUnauthorizedError({
      upstream: 'remoteit',
      operation: 'login',
      outcome: 'refused',
      status: 401,
    });
    expect(told(error)).toEqual({
      code: 'upstream_unauthorized',
      detail:
        'remote.it refused to sign in. Either the user name, the password or the developer key is wrong, or the account asks for a second factor: then an access key has to be used in place of the password. An administrator can check the settings.',
    });
  });

  it.each(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'MFA_SETUP'])(
    'tells an account with a second factor (%s) to use an access key',
    (code) => {
      const error = new UpstreamUnauthorizedError({
        upstream: 'remoteit',
        operation: 'login',
        outcome: 'refused',
        status: 401,
        code,
      });
      expect(told(error)).toEqual({
        code: 'upstream_unauthorized',
        detail:
          'This remote.it account asks for a second factor, so its password opens nothing here. Make an access key in the account and have an administrator set REMOTEIT_ACCESS_KEY_ID and REMOTEIT_SECRET_ACCESS_KEY.',
      });
    },
  );

  it.each([
    [
      'access_key_refused',
      'remote.it refused this account’s access key. Either the key or its secret is wrong, or it was disabled or deleted at remote.it. An administrator can check the settings.',
    ],
    [
      'clock_skew',
      'remote.it refused this server’s signature, and the two clocks differ by more than a minute. An administrator can set this server’s clock right; a signature counts for a short time only.',
    ],
  ])('tells of a refused signature (%s) what to look at', (reason, detail) => {
    const error = new UpstreamUnauthorizedError({
      upstream: 'remoteit',
      operation: 'listDevices',
      outcome: 'refused',
      status: 401,
      reason,
    });
    expect(told(error)).toEqual({ code: 'upstream_unauthorized', detail });
  });

  it('tells of a refused connection to see whether the device is online', () => {
    const error = new UpstreamRejectedError({
      upstream: 'remoteit',
      operation: 'openConnection',
      outcome: 'refused',
      status: 200,
      code: 'Device is offline',
    });
    expect(told(error)).toEqual({
      code: 'upstream_rejected',
      detail:
        'remote.it didn’t open the connection: Device is offline. See that the device is online and shared with this account, then try again.',
    });
  });

  it('tells of RemotePC’s refusal that it is the key or the whitelist', () => {
    const error = new UpstreamUnauthorizedError({
      upstream: 'remotepc',
      operation: 'listUsers',
      outcome: 'refused',
      status: 401,
    });
    expect(told(error)).toEqual({
      code: 'upstream_unauthorized',
      detail:
        'RemotePC refused this account’s key. Either the key is wrong or was changed, or this server’s address isn’t on RemotePC’s whitelist. An administrator can check both in Settings.',
    });
  });

  it('leaves open whether a write whose answer was lost was carried out, and never a read', () => {
    const facts = { upstream: 'remotepc', outcome: 'maybe_sent' } as const;
    const write = new UpstreamTimeoutError({ ...facts, operation: 'addUser' });
    const read = new UpstreamTimeoutError({ ...facts, operation: 'listUsers' });
    expect(told(write).detail).toBe(
      'RemotePC didn’t answer in time. It is not known whether it was carried out: check before you try again.',
    );
    expect(told(read).detail).toBe('RemotePC didn’t answer in time. Try again in a moment.');
  });

  it.each([
    [
      'CERT_HAS_EXPIRED',
      'RemotePC’s certificate could not be verified (CERT_HAS_EXPIRED), so nothing was sent. An administrator can check this server’s clock, the address in the settings, and what stands between this server and RemotePC.',
    ],
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'RemotePC’s address doesn’t speak TLS 1.2 or newer (ERR_SSL_WRONG_VERSION_NUMBER), so nothing was sent. An administrator can check the address in the settings, and what stands between this server and RemotePC.',
    ],
    ['ECONNREFUSED', 'RemotePC can’t be reached or has a fault of its own. Try again in a moment.'],
  ])('tells by the reason %s what stands in the way', (reason, detail) => {
    const facts = { upstream: 'remotepc', operation: 'addUser', outcome: 'not_sent' } as const;
    const error = new UpstreamUnavailableError({ ...facts, reason });
    expect(told(error)).toEqual({ code: 'upstream_unavailable', detail });
  });

  it('says no word of what an unknown error holds', () => {
    const problem = told(new Error('password canary-77 at 10.0.0.7'));
    expect(problem.code).toBe('internal');
    expect(problem.detail).not.toContain('canary');
  });

  it('says no word of what a broken answer held', () => {
    const error = new UpstreamMalformedError({
      upstream: 'remoteit',
      operation: 'listDevices',
      outcome: 'maybe_sent',
      reason: 'html',
    });
    expect(told(error)).toEqual({
      code: 'upstream_malformed',
      detail: 'remote.it answered something that can’t be read. Try again in a moment.',
    });
  });
});
