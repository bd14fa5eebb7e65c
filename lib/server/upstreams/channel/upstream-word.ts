import 'server-only';

const MAX_LENGTH = 100;

/**
 * An upstream's own word, fit to be shown and logged: one line, trimmed, cut, without the secrets
 * that the call carried. Upper-snake words come back in upper case, so that they can be compared.
 */
export function upstreamWord(value: unknown, secrets: readonly string[]): string | undefined {
  if (typeof value !== 'string') return undefined;
  const masked = secrets.reduce(
    (text, secret) => (secret === '' ? text : text.replaceAll(secret, '[redacted]')),
    value.slice(0, 10_000),
  );
  const line = masked
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  if (line === '') return undefined;
  if (/^[a-z]+(?:_[a-z0-9]+)+$/i.test(line)) return line.toUpperCase().slice(0, MAX_LENGTH);
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH - 1)}…`;
}
