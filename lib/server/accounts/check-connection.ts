import 'server-only';
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { request } from 'undici';
import {
  connectionCheckNames,
  type AccountTest,
  type ConnectionCheck,
  type UpstreamName,
} from '@/lib/contract/accounts';
import { explainError } from '@/lib/server/explain-error';
import {
  UpstreamError,
  UpstreamForbiddenError,
  UpstreamMalformedError,
  UpstreamRejectedError,
  UpstreamUnauthorizedError,
  upstreamNames,
} from '@/lib/server/upstreams/channel/errors';
import { formatCount, formatDay } from '@/lib/shared/format';

type CheckName = ConnectionCheck['name'];
type Finding = Pick<ConnectionCheck, 'ok' | 'detail'>;

const STEP_MS = 5_000;
/** remote.it refuses signatures that are further off. */
const MAX_SKEW_SECONDS = 60;

export type CheckedPlace = { upstream: UpstreamName; url: string };

/**
 * Finds out step by step whether an account can be used: name, connection, certificate, clock, then
 * a call with its secret that changes nothing. Each line says what was found and what to do.
 * @param call reads the account's list, and returns how many items it has
 */
export async function checkConnection(
  place: CheckedPlace,
  call: () => Promise<number>,
): Promise<AccountTest & { error: unknown }> {
  const startedAt = performance.now();
  const url = new URL(place.url);
  const found: Partial<Record<CheckName, Finding>> = {};
  found.dns = await checkName(url);
  if (found.dns.ok !== false) found.connect = await checkConnect(url);
  if (found.connect?.ok && url.protocol === 'https:') found.tls = await checkCertificate(url);
  if (found.connect?.ok) found.clock = await checkClock(url);
  const { error, ...byCall } = await checkCall(place, call);
  const isCut = [found.dns, found.connect, found.tls].some((finding) => finding?.ok === false);
  // Without a connection there was no answer: that is no fault of its own.
  if (isCut && byCall.shape?.ok === false) delete byCall.shape;
  Object.assign(found, byCall);
  const checks = connectionCheckNames.map((name) => ({
    name,
    ...(found[name] ?? notReached(name, url)),
  }));
  const tookMs = Math.round(performance.now() - startedAt);
  return { ok: error === null, checks, tookMs, error };
}

function notReached(name: CheckName, url: URL): Finding {
  const isPlain = name === 'tls' && url.protocol === 'http:';
  const detail = isPlain
    ? 'Not used: the address is on this machine.'
    : 'Not checked, because an earlier check failed.';
  return { ok: null, detail };
}

async function checkName({ hostname }: URL): Promise<Finding> {
  const host = bare(hostname);
  if (isIP(host)) return { ok: true, detail: `${host} is an IP address.` };
  try {
    const addresses = await inTime(lookup(host, { all: true }));
    const shown = addresses.slice(0, 3).map(({ address }) => address);
    return { ok: true, detail: `${host} is ${shown.join(', ')}.` };
  } catch {
    return {
      ok: false,
      detail: `The name ${host} can’t be resolved. Check the address for typos, and this server’s DNS.`,
    };
  }
}

async function checkConnect(url: URL): Promise<Finding> {
  const port = portOf(url);
  try {
    const socket = await opened(
      connectTcp({ host: bare(url.hostname), port, timeout: STEP_MS }),
      'connect',
    );
    const address = socket.remoteAddress ?? bare(url.hostname);
    socket.destroy();
    return { ok: true, detail: `Connected to ${address}, port ${port}.` };
  } catch (error) {
    const word = wordOf(error);
    const step =
      word === 'ECONNREFUSED'
        ? 'Nothing accepts connections there: check the address and its port.'
        : 'Check that a firewall allows outgoing connections to it.';
    return {
      ok: false,
      detail: `No connection to ${url.hostname}, port ${port} (${word}). ${step}`,
    };
  }
}

async function checkCertificate(url: URL): Promise<Finding> {
  const host = bare(url.hostname);
  const socket = connectTls({
    ...{ host, port: portOf(url), minVersion: 'TLSv1.2', timeout: STEP_MS },
    ...(!isIP(host) && { servername: host }),
  });
  // Before it is verified: one that fails is worth knowing best.
  let facts: string | null = null;
  socket.prependOnceListener('secure', () => (facts = describeCertificate(socket)));
  try {
    await opened(socket, 'secureConnect');
    const protocol = socket.getProtocol();
    socket.destroy();
    return { ok: true, detail: `${facts ?? 'The certificate is good'} (${protocol}).` };
  } catch (error) {
    const detail = facts
      ? `${facts}, but it can’t be verified (${wordOf(error)}). Check this server’s clock, and any proxy or firewall in between.`
      : `No TLS connection (${wordOf(error)}). Check the address, and any proxy or firewall in between.`;
    return { ok: false, detail };
  }
}

/** Who issued it, and until when it is valid. */
function describeCertificate(socket: TLSSocket): string {
  const { issuer, valid_to: until } = socket.getPeerCertificate();
  const name = issuer?.O ?? issuer?.CN ?? 'an unknown issuer';
  const end = new Date(until);
  const day = Number.isNaN(end.getTime()) ? '' : `, valid until ${formatDay(dayOf(end))}`;
  return `The certificate is from ${String(name).slice(0, 100)}${day}`;
}

/** By the `Date` of an answer to a call without credentials. */
async function checkClock(url: URL): Promise<Finding> {
  try {
    const { headers, body } = await request(url.origin, {
      method: 'HEAD',
      headersTimeout: STEP_MS,
      bodyTimeout: STEP_MS,
      signal: AbortSignal.timeout(STEP_MS),
    });
    await body.dump();
    const theirs = Date.parse(String(headers.date));
    if (Number.isNaN(theirs))
      return { ok: null, detail: 'The answer has no date to compare with.' };
    // The header has whole seconds.
    const seconds = Math.round(Math.abs(Date.now() - theirs - 500) / 1_000);
    if (seconds <= MAX_SKEW_SECONDS) {
      return {
        ok: true,
        detail: `This server’s clock is within ${formatCount(Math.max(1, seconds), 'second')} of theirs.`,
      };
    }
    return {
      ok: false,
      detail: `This server’s clock differs from theirs by ${formatCount(seconds, 'second')}. Set it, best by NTP.`,
    };
  } catch {
    return { ok: null, detail: 'No answer to compare the clock with.' };
  }
}

type CallFindings = Partial<Record<CheckName, Finding>> & { error: unknown };

async function checkCall(
  { upstream, url }: CheckedPlace,
  call: () => Promise<number>,
): Promise<CallFindings> {
  const name = upstreamNames[upstream];
  const listed = upstream === 'remotepc' ? 'user' : 'device';
  const noList = { ok: null, detail: `${name} has no allowlist.` };
  try {
    const items = await call();
    return {
      credentials: { ok: true, detail: `${name} accepted the key.` },
      whitelist:
        upstream === 'remotepc'
          ? { ok: true, detail: 'RemotePC accepts calls from this server’s IP address.' }
          : noList,
      shape: {
        ok: true,
        detail: `${new URL(url).host} answered with a list of ${formatCount(items, listed)}.`,
      },
      error: null,
    };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return { ...explainCall(error, { host: new URL(url).host, noList }), error };
  }
}

const skipped = { ok: null, detail: 'Not checked, because an earlier check failed.' };

function explainCall(
  error: UpstreamError,
  { host, noList }: { host: string; noList: Finding },
): Partial<Record<CheckName, Finding>> {
  const isRemotepc = error.upstream === 'remotepc';
  const { detail } = explainError(error);
  const whitelist = isRemotepc ? skipped : noList;
  if (error.reason === 'clock_skew') {
    return { clock: { ok: false, detail }, credentials: skipped, whitelist, shape: skipped };
  }
  if (error instanceof UpstreamForbiddenError && isRemotepc) {
    return {
      credentials: {
        ok: null,
        detail: 'Not known: RemotePC answers only addresses on its allowlist.',
      },
      whitelist: {
        ok: false,
        detail:
          'RemotePC doesn’t accept calls from this server (403). Add its public IP address to the allowlist: in RemotePC under My Account > API Keys.',
      },
      shape: skipped,
    };
  }
  if (error instanceof UpstreamUnauthorizedError || error instanceof UpstreamForbiddenError) {
    const refused = isRemotepc
      ? 'RemotePC rejected the API key (401). Copy it again from RemotePC under My Account > API Keys.'
      : detail;
    return { credentials: { ok: false, detail: refused }, whitelist, shape: skipped };
  }
  return {
    credentials: skipped,
    whitelist,
    shape: { ok: false, detail: explainAnswer(error, host, detail) },
  };
}

function explainAnswer(error: UpstreamError, host: string, detail: string): string {
  const step = 'Check the address of the API.';
  // Waiting doesn't help if something else is at that address.
  if (error instanceof UpstreamMalformedError) {
    return `${host} answered, but not as ${upstreamNames[error.upstream]} does. ${step}`;
  }
  return error instanceof UpstreamRejectedError ? `${detail} ${step}` : detail;
}

/** @throws the socket's error, or a timeout */
async function opened<S extends Socket>(socket: S, event: 'connect' | 'secureConnect'): Promise<S> {
  return inTime(
    new Promise<S>((resolve, reject) => {
      socket.once(event, () => resolve(socket));
      socket.once('error', reject);
      socket.once('timeout', () =>
        reject(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
      );
    }),
  ).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(STEP_MS, undefined, { signal: timer.signal }).then(() => {
    throw Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' });
  });
  late.catch(() => undefined);
  return Promise.race([work, late]).finally(() => timer.abort());
}

/** Node's own word for a fault; a message could hold anything. */
function wordOf(error: unknown): string {
  const code = typeof error === 'string' ? error : (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'no reason given';
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '');
const dayOf = (date: Date) => date.toISOString().slice(0, 10);
