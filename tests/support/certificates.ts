import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/**
 * Certificates created on the spot, since Node can read but not write them: no key is in the
 * repository and no certificate expires there.
 */
export type Certificate = { name: string; pem: string; keyPem: string; key: KeyObject };

type Wanted = {
  /** The subject: an IPv4 address, or a host name. */
  host?: string;
  isAuthority?: boolean;
  /** Days from now until it expires; it was issued a year before that. */
  endsInDays?: number;
  /** The issuer; self-signed by default. */
  issuer?: Certificate;
};

const DAY_MS = 86_400_000;
const ECDSA_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const SUBJECT_ALT_NAME = Buffer.from('0603551d11', 'hex');
const BASIC_CONSTRAINTS = Buffer.from('0603551d13', 'hex');
const IS_AUTHORITY = Buffer.from('30030101ff', 'hex');

export function makeCertificate(name: string, wanted: Wanted = {}): Certificate {
  const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const endsAtMs = Date.now() + (wanted.endsInDays ?? 30) * DAY_MS;
  const algorithm = sequence(ECDSA_SHA256);
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguishedName(wanted.issuer?.name ?? name),
    sequence(moment(endsAtMs - 365 * DAY_MS), moment(endsAtMs)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(wanted))),
  );
  const signature = sign('sha256', body, wanted.issuer?.key ?? key);
  const bits = tagged(0x03, Buffer.from([0]), signature);
  const keyPem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { name, pem: toPem(sequence(body, algorithm, bits)), keyPem, key };
}

function extensions({ host, isAuthority }: Wanted): Buffer[] {
  const octets = (value: Buffer) => tagged(0x04, value);
  const constraints = sequence(BASIC_CONSTRAINTS, octets(IS_AUTHORITY));
  return [
    ...(isAuthority ? [constraints] : []),
    ...(host === undefined
      ? []
      : [sequence(SUBJECT_ALT_NAME, octets(sequence(alternativeName(host))))]),
  ];
}

function alternativeName(host: string): Buffer {
  const isAddress = /^[\d.]+$/.test(host);
  return isAddress
    ? tagged(0x87, Buffer.from(host.split('.').map(Number)))
    : tagged(0x82, Buffer.from(host));
}

const distinguishedName = (name: string) =>
  sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from(name)))));

/** `YYMMDDhhmmssZ` */
function moment(atMs: number): Buffer {
  const digits = new Date(atMs).toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`));
}

const sequence = (...parts: Buffer[]) => tagged(0x30, ...parts);

/** One DER value: its tag, its length, its content. */
function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
