import 'server-only';
import { z } from 'zod';
import { faultOfApiAddress, plainApiAddress, type AddressFault } from '@/lib/shared/api-address';
import { parseUrl } from '@/lib/shared/parse-url';
import { isAddressOrRange } from './address-ranges';

/** How the settings' values are read, one schema per kind of value. `env.ts` says which is which. */

export const KEY_BYTES = 32;

export const integer = (min: number, max: number) =>
  z.coerce
    .number({ error: `must be a whole number from ${min} to ${max}` })
    .int(`must be a whole number from ${min} to ${max}`)
    .min(min, `must be ${min} or more`)
    .max(max, `must be ${max} or less`);

export const httpUrl = z
  .string()
  .refine(isHttpUrl, 'must be a URL that starts with http:// or https://');

/**
 * An address that people can open, with nothing after the origin, which cookies, redirects and
 * checks use.
 */
export const publicUrl = httpUrl
  .refine(isOriginAlone, {
    error:
      'must be a scheme and a host, such as https://desk.example, without path, query, fragment or credentials',
  })
  .refine((text) => !/^https?:\/\/(0\.0\.0\.0|\[::\])(:|\/|$)/i.test(text), {
    error: 'must be an address that people can open; this one is only for listening (HOSTNAME)',
  });

const addressFaults: Record<AddressFault, string> = {
  no_address: 'must be a URL that starts with http:// or https://',
  clear_text: 'must start with https:// (http:// is only allowed for this machine)',
  credentials: 'must be without a username or password',
  more_than_path: 'must be without a query or fragment',
};

export const upstreamUrl = z.string().transform((text, context) => {
  const fault = faultOfApiAddress(text);
  if (fault === null) return plainApiAddress(text);
  context.addIssue({ code: 'custom', message: addressFaults[fault] });
  return z.NEVER;
});

/** As the provider writes it: with or without a slash at the end, so it isn't changed. */
export const issuerUrl = z.string().superRefine((text, context) => {
  const fault = faultOfApiAddress(text);
  if (fault !== null) context.addIssue({ code: 'custom', message: addressFaults[fault] });
});

export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter(Boolean),
);

export const hostList = list.refine((hosts) => hosts.length > 0 && hosts.every(isHostName), {
  error: 'must be host names, separated by commas',
});

export const addressList = list.refine((entries) => entries.every(isAddressOrRange), {
  error: 'must be addresses or ranges such as 10.0.0.0/8, separated by commas',
});

export const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must be a URL that starts with postgres://')
  // Without a host, as in postgres://desk@/desk?host=/run/postgresql, it's a socket.
  .refine(
    (text) => parseUrl(text.replace('@/', '@socket/')) !== null,
    'must be a URL: percent-encode characters such as @, / and #',
  );

export const key = z.string().refine((text) => isKey(text), {
  error: `must be ${KEY_BYTES} bytes in base64`,
});

export const keyList = z.string().refine((text) => keysIn(text, ',') !== null, {
  error: `must be keys of ${KEY_BYTES} bytes in base64, separated by commas`,
});

/** @returns null if one of the parts isn't a key */
export function keysIn(text: string, separator: string): string[] | null {
  const keys = text
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean);
  return keys.every(isKey) ? keys : null;
}

function isHttpUrl(text: string): boolean {
  const protocol = parseUrl(text)?.protocol;
  return protocol === 'http:' || protocol === 'https:';
}

function isOriginAlone(text: string): boolean {
  const url = parseUrl(text);
  if (!url) return false;
  const { href, origin, hostname } = url;
  const hasNoMore = /^https?:\/\/[^/?#@\\]+\/?$/i.test(text) && href === `${origin}/`;
  return hasNoMore && /^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(hostname);
}

function isHostName(text: string): boolean {
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text);
}

function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) && Buffer.from(text, 'base64').length === KEY_BYTES;
}
