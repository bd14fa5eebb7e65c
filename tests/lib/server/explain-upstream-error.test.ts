import { describe, expect, it } from 'vitest';
import { explainError } from '@/lib/server/explain-error';
import {
  CircuitOpenError,
  UpstreamForbiddenError,
  UpstreamMalformedError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
  tlsFault,
  type Caller,
} from '@/lib/server/upstreams/channel/errors';
import { describeTlsFault } from '@/lib/server/upstreams/explain-error';

const listUsers = { upstream: 'remotepc', operation: 'listUsers', kind: 'read' } as const;
const addUser = { upstream: 'remotepc', operation: 'addUser', kind: 'write' } as const;
const listDevices = { upstream: 'remoteit', operation: 'listDevices', kind: 'read' } as const;

const refused = <C extends Caller>(caller: C) => ({ ...caller, outcome: 'refused' }) as const;

describe('how long to wait', () => {
  it.each([
    [undefined, 30, '30 seconds'],
    [1, 1, 'a second'],
    [999, 1, 'a second'],
    [1_001, 2, '2 seconds'],
    [90_000, 90, '90 seconds'],
    [90_001, 91, '2 minutes'],
    [120_000, 120, '2 minutes'],
    [300_000, 300, '5 minutes'],
  ])('if RemotePC asks for %s ms: %i s, shown as %s', (hintedWaitMs, seconds, words) => {
    const error = explainError(
      new UpstreamRateLimitedError({ ...refused(listUsers), status: 429, hintedWaitMs }),
    );
    expect(error.code).toBe('upstream_rate_limited');
    expect(error.retryAfterSeconds).toBe(seconds);
    expect(error.detail).toBe(`RemotePC is rate limiting requests. Try again in ${words}.`);
  });

  it('is included if requests are paused', () => {
    const error = explainError(new CircuitOpenError(listDevices, 12_300));
    expect(error.code).toBe('circuit_open');
    expect(error.retryAfterSeconds).toBe(13);
    expect(error.detail).toBe(
      'remote.it failed several times in a row, so requests are paused for a moment. Try again shortly.',
    );
  });

  it('is what an unavailable vendor asks for, if it does', () => {
    const facts = { ...listUsers, outcome: 'maybe_sent', status: 503 } as const;
    const hinted = explainError(new UpstreamUnavailableError({ ...facts, hintedWaitMs: 45_000 }));
    expect(hinted.detail).toBe(
      'RemotePC is unavailable or can’t be reached. Try again in 45 seconds.',
    );
    expect(hinted.retryAfterSeconds).toBe(45);
    const plain = explainError(new UpstreamUnavailableError(facts));
    expect(plain.detail).toBe(
      'RemotePC is unavailable or can’t be reached. Try again in a moment.',
    );
    expect(plain.retryAfterSeconds).toBeUndefined();
  });
});

describe('a write whose response was lost', () => {
  const warning = ' The request may still have been carried out: check before you try again.';
  const lost = { ...addUser, outcome: 'maybe_sent' } as const;

  it.each([
    [new UpstreamTimeoutError(lost), 'upstream_timeout', 'RemotePC didn’t respond in time.'],
    [new UpstreamMalformedError(lost), 'upstream_malformed', 'RemotePC’s response can’t be read.'],
    [
      new UpstreamUnavailableError(lost),
      'upstream_unavailable',
      'RemotePC is unavailable or can’t be reached.',
    ],
  ])('never suggests trying again before checking: %s', (error, code, sentence) => {
    const { code: found, detail } = explainError(error);
    expect([found, detail]).toEqual([code, sentence + warning]);
  });

  it('may be tried again if nothing was sent', () => {
    const error = new UpstreamUnavailableError({ ...addUser, outcome: 'not_sent' });
    expect(explainError(error).detail).toBe(
      'RemotePC is unavailable or can’t be reached. Try again in a moment.',
    );
  });

  it('doesn’t include a login, which changes nothing', () => {
    const error = new UpstreamTimeoutError({
      ...{ upstream: 'remoteit', operation: 'login', kind: 'login' },
      outcome: 'maybe_sent',
    });
    expect(explainError(error).detail).toBe(
      'remote.it didn’t respond in time. Try again in a moment.',
    );
  });
});

describe('what a vendor rejects', () => {
  it('is explained in the vendor’s own words', () => {
    const error = new UpstreamRejectedError({ ...refused(addUser), code: 'NO_SEATS' });
    expect(explainError(error)).toMatchObject({
      code: 'upstream_rejected',
      detail: 'RemotePC rejected the request: NO_SEATS. Fix it and try again.',
    });
  });

  it('is explained without a reason if there is none', () => {
    const error = new UpstreamRejectedError(refused(listDevices));
    expect(explainError(error).detail).toBe(
      'remote.it rejected the request: no reason given. Fix it and try again.',
    );
  });

  it('is a connection that stays open until it closes on its own', () => {
    const error = new UpstreamRejectedError({
      ...refused({ upstream: 'remoteit', operation: 'closeConnection', kind: 'write' }),
      code: 'Not found',
    });
    expect(explainError(error).detail).toBe(
      'remote.it didn’t close the connection: Not found. Try again, or wait: a connection closes after 15 minutes of inactivity.',
    );
  });

  it.each([
    [
      listUsers,
      'RemotePC denied access to this server. Its IP address probably isn’t on RemotePC’s allowlist, or the API key is wrong. An admin can check both in Settings.',
    ],
    [
      listDevices,
      'remote.it denied access to this server. The credentials may be wrong. An admin can check the settings.',
    ],
  ])('is access for this server', (caller, detail) => {
    const error = new UpstreamForbiddenError({ ...refused(caller), status: 403 });
    expect(explainError(error)).toMatchObject({ code: 'upstream_forbidden', detail });
  });

  it('includes the vendor, its status and its code, for scripts', () => {
    const word = new UpstreamRejectedError({ ...refused(addUser), status: 400, code: 'NO_SEATS' });
    expect(explainError(word).upstream).toEqual({
      name: 'remotepc',
      status: 400,
      code: 'NO_SEATS',
    });
    const none = new UpstreamTimeoutError({ ...listDevices, outcome: 'maybe_sent' });
    expect(explainError(none).upstream).toEqual({ name: 'remoteit' });
  });
});

describe('a failed TLS handshake', () => {
  const fault = (reason: string, outcome: 'not_sent' | 'maybe_sent' = 'not_sent') =>
    tlsFault(new UpstreamUnavailableError({ ...listUsers, outcome, reason }));

  it.each([
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'HOSTNAME_MISMATCH',
    'INVALID_CA',
    'INVALID_PURPOSE',
  ])('is the certificate’s: %s', (reason) => expect(fault(reason)).toBe('certificate'));

  it.each(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'])(
    'is the handshake’s: %s',
    (reason) => expect(fault(reason)).toBe('handshake'),
  );

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'truncated', '', 'CONCERT_OVER'])(
    'isn’t what %j says',
    (reason) => expect(fault(reason)).toBeNull(),
  );

  it('isn’t assumed if something was sent', () => {
    expect(fault('CERT_HAS_EXPIRED', 'maybe_sent')).toBeNull();
  });

  it('names the vendor and what is between it and this server', () => {
    expect(describeTlsFault('remoteit', 'handshake', 'EPROTO')).toBe(
      'remote.it’s address doesn’t support TLS 1.2 or later (EPROTO), so nothing was sent. An admin can check the address in the settings and any proxy or firewall between this server and remote.it.',
    );
  });
});
