import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SandboxRequest } from './reply';

type Key = { accessKeyId: string; secretAccessKey: string; isEnabled: boolean };

type Check = { key: Key; now: Date; maxSkewSeconds: number; scheme?: 'http' | 'https' };

/**
 * Whether a request is signed with the access key, in either of the two forms that remote.it's own
 * clients use: HTTP Signatures (draft-cavage), or HTTP Message Signatures (RFC 9421).
 */
export function isSigned(request: SandboxRequest, check: Check): boolean {
  if (!check.key.isEnabled || !isTimely(request, check)) return false;
  return request.headers['signature-input'] === undefined
    ? isSignedByCavage(request, check.key)
    : isSignedByRfc9421(request, check);
}

function isTimely({ headers }: SandboxRequest, { now, maxSkewSeconds }: Check): boolean {
  const at = Date.parse(headers['date'] ?? '');
  return Number.isFinite(at) && Math.abs(at - now.getTime()) <= maxSkewSeconds * 1_000;
}

/** The client names the headers it signed; date and target must be among them. */
function isSignedByCavage(request: SandboxRequest, key: Key): boolean {
  const [scheme, rest] = (request.headers['authorization'] ?? '').split(/ (.*)/s);
  if (scheme !== 'Signature' || rest === undefined) return false;
  const fields = new Map(
    [...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value ?? '']),
  );
  const names = (fields.get('headers') ?? '').split(' ');
  if (fields.get('keyId') !== key.accessKeyId) return false;
  if (fields.get('algorithm') !== 'hmac-sha256') return false;
  if (!names.includes('date') || !names.includes('(request-target)')) return false;
  const lines = names.map((name) =>
    name === '(request-target)'
      ? `${name}: ${request.method.toLowerCase()} ${request.path}`
      : `${name}: ${request.headers[name] ?? ''}`,
  );
  return isHmac(fields.get('signature') ?? '', lines.join('\n'), key);
}

function isSignedByRfc9421(request: SandboxRequest, check: Check): boolean {
  const { key, now, scheme = 'http' } = check;
  const input = /^remoteit=(\(([^)]*)\).*)$/.exec(request.headers['signature-input'] ?? '');
  const signature = /^remoteit=:([^:]+):$/.exec(request.headers['signature'] ?? '')?.[1];
  if (input === null || signature === undefined) return false;
  const [, parameters = '', list = ''] = input;
  if (/;keyid="([^"]*)"/.exec(parameters)?.[1] !== key.accessKeyId) return false;
  const expires = Number(/;expires=(\d+)/.exec(parameters)?.[1] ?? Number.POSITIVE_INFINITY);
  if (expires * 1_000 < now.getTime()) return false;
  const host = request.headers['host'] ?? '';
  const derived: Record<string, string> = {
    '@method': request.method,
    '@authority': host,
    '@target-uri': `${scheme}://${host}${request.path}`,
  };
  const names = [...list.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
  if (!names.includes('date') || !names.includes('@target-uri')) return false;
  const lines = names.map((name) => `"${name}": ${derived[name] ?? request.headers[name] ?? ''}`);
  lines.push(`"@signature-params": ${parameters}`);
  return isHmac(signature, lines.join('\n'), key);
}

function isHmac(given: string, text: string, key: Key): boolean {
  const secret = Buffer.from(key.secretAccessKey, 'base64');
  const expected = createHmac('sha256', secret).update(text).digest();
  const bytes = Buffer.from(given, 'base64');
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}
