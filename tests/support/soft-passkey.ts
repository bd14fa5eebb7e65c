import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

type Options = { challenge: string };

/** What an authenticator may do otherwise than it should. */
type Otherwise = {
  origin?: string;
  rpId?: string;
  isVerified?: boolean;
  counter?: number;
  userHandle?: string;
};

/** An authenticator in software with one passkey: it signs whatever it is told to. */
export class SoftPasskey {
  readonly id = randomBytes(16).toString('base64url');
  counter = 0;
  readonly #key: KeyObject;
  readonly #publicKey: Buffer;

  constructor(readonly userHandle: string) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.#key = privateKey;
    // COSE: EC2 key, ES256, curve P-256.
    this.#publicKey = cborMap([
      [cborInt(1), cborInt(2)],
      [cborInt(3), cborInt(-7)],
      [cborInt(-1), cborInt(1)],
      [cborInt(-2), cborBytes(Buffer.from(x, 'base64url'))],
      [cborInt(-3), cborBytes(Buffer.from(y, 'base64url'))],
    ]);
  }

  register({ challenge }: Options, otherwise: Otherwise = {}) {
    const id = Buffer.from(this.id, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const credential = Buffer.concat([Buffer.alloc(16), length, id, this.#publicKey]);
    const attestation = cborMap([
      [cborText('fmt'), cborText('none')],
      [cborText('attStmt'), cborMap([])],
      [cborText('authData'), cborBytes(Buffer.concat([this.#head(0x40, otherwise), credential]))],
    ]);
    return this.#answer({
      clientDataJSON: clientData('webauthn.create', challenge, otherwise).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  authenticate({ challenge }: Options, otherwise: Otherwise = {}) {
    this.counter = otherwise.counter ?? this.counter + 1;
    const authenticatorData = this.#head(0, otherwise);
    const data = clientData('webauthn.get', challenge, otherwise);
    const signed = Buffer.concat([authenticatorData, sha256(data)]);
    return this.#answer({
      clientDataJSON: data.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: sign('sha256', signed, this.#key).toString('base64url'),
      userHandle: Buffer.from(otherwise.userHandle ?? this.userHandle).toString('base64url'),
    });
  }

  #answer<Response>(response: Response) {
    const type = 'public-key' as const;
    return { id: this.id, rawId: this.id, type, response, clientExtensionResults: {} };
  }

  /** Hash of the site, flags (present, verified), counter. */
  #head(flags: number, { rpId = 'localhost', isVerified = true }: Otherwise): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const all = flags | 0x01 | (isVerified ? 0x04 : 0);
    return Buffer.concat([sha256(Buffer.from(rpId)), Buffer.of(all), counter]);
  }
}

function clientData(type: string, challenge: string, { origin }: Otherwise): Buffer {
  const own = 'http://localhost:3000';
  return Buffer.from(
    JSON.stringify({ type, challenge, origin: origin ?? own, crossOrigin: false }),
  );
}

function sha256(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

function cborHead(kind: number, value: number): Buffer {
  if (value < 24) return Buffer.of((kind << 5) | value);
  if (value < 256) return Buffer.of((kind << 5) | 24, value);
  return Buffer.of((kind << 5) | 25, value >> 8, value & 255);
}
const cborInt = (value: number) => (value < 0 ? cborHead(1, -1 - value) : cborHead(0, value));
const cborBytes = (bytes: Buffer) => Buffer.concat([cborHead(2, bytes.length), bytes]);
const cborText = (text: string) => Buffer.concat([cborHead(3, text.length), Buffer.from(text)]);
const cborMap = (entries: [Buffer, Buffer][]) =>
  Buffer.concat([cborHead(5, entries.length), ...entries.flat()]);
