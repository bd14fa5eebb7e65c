import 'server-only';
import { createHmac } from 'node:crypto';

/** An access key of a remote.it account; the secret as the vendor shows it, in base64. */
export type AccessKey = { accessKeyId: string; secretAccessKey: string };

const CONTENT_TYPE = 'application/json';

/**
 * The `Authorization` header over some headers, in their order (HTTP Signatures, draft-cavage, with
 * HMAC-SHA256). The HMAC's key is what the secret's base64 stands for, not its text.
 */
export function signatureOver(headers: Readonly<Record<string, string>>, key: AccessKey): string {
  const text = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  const hmacKey = Buffer.from(key.secretAccessKey, 'base64');
  const signature = createHmac('sha256', hmacKey).update(text).digest('base64');
  const names = Object.keys(headers).join(' ');
  return `Signature keyId="${key.accessKeyId}",algorithm="hmac-sha256",headers="${names}",signature="${signature}"`;
}

/**
 * The headers of a signed POST. `content-length` stays out of it, as in the vendor's own Postman
 * script: the HTTP client sets it.
 * @source RIT-DOCS developer-tools/authentication.md; repository remoteit/code_samples
 */
export function signedHeaders(url: URL, date: Date, key: AccessKey): Record<string, string> {
  const signed = {
    host: url.host,
    date: date.toUTCString(),
    'content-type': CONTENT_TYPE,
  };
  const target = { '(request-target)': `post ${url.pathname}${url.search}` };
  return { ...signed, authorization: signatureOver({ ...target, ...signed }, key) };
}
