import { text } from 'node:stream/consumers';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** An email as the server got it. */
export type ReceivedMail = {
  to: string[];
  from: string;
  /** As sent, headers and all. */
  raw: string;
  subject: string;
  messageId: string;
  text: string;
  html: string;
  isEncrypted: boolean;
  user: string | undefined;
};

export type MailServer = {
  port: number;
  /** For `SMTP_URL`. */
  url: string;
  received: ReceivedMail[];
  /** The last one's; throws if there is none. */
  last: () => ReceivedMail;
  close: () => Promise<void>;
};

/** What happens to the next ones: each is used once, in order; then everything is accepted. */
export type MailFate =
  | { at: 'connect' | 'sender' | 'recipient' | 'data'; code: number }
  /** Takes the whole message and closes the connection without an answer. */
  | { at: 'data'; isCut: true }
  | { at: 'data'; isHanging: true };

type Given = {
  fates?: MailFate[];
  options?: SMTPServerOptions;
  users?: Record<string, string>;
  /** Called while a message is being answered. */
  onMail?: () => void;
};

/** A real SMTP server on loopback. */
export async function startMailServer(given: Given = {}): Promise<MailServer> {
  const { fates = [], options, users, onMail } = given;
  const received: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const refuse = (at: MailFate['at']): Error | null => {
    const [fate] = fates;
    if (fate?.at !== at || !('code' in fate)) return null;
    fates.shift();
    return Object.assign(new Error('Refused by the test'), { responseCode: fate.code });
  };
  const server = new SMTPServer({
    authOptional: users === undefined,
    disabledCommands: users === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    closeTimeout: 100,
    onAuth: ({ username = '', password }, _session, done) =>
      users?.[username] === password
        ? done(null, { user: username })
        : done(Object.assign(new Error('No'), { responseCode: 535 })),
    onConnect: (_session, done) => done(refuse('connect')),
    onMailFrom: (_address, _session, done) => done(refuse('sender')),
    onRcptTo: (_address, _session, done) => done(refuse('recipient')),
    onData: (stream, session, done) => {
      // Without a whole message there is nothing to answer: the connection has gone.
      const whole = text(stream).catch(() => null);
      void whole.then((raw) => {
        if (raw === null) return undefined;
        const [fate] = fates;
        const refusal = refuse('data');
        if (refusal) return done(refusal);
        received.push(readMail(raw, session));
        onMail?.();
        if (fate?.at !== 'data' || 'code' in fate) return done(null);
        fates.shift();
        if ('isCut' in fate) for (const socket of sockets) socket.destroy();
        return undefined;
      });
    },
    ...options,
  });
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    received,
    last() {
      const mail = received.at(-1);
      if (!mail) throw new Error('No email was received.');
      return mail;
    },
    // It ends open connections itself: to destroy a socket during a TLS handshake crashes Node.
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

/** Accepts connections and never says anything. */
export async function startSilentServer(): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return { port: (server.address() as AddressInfo).port, close };
}

type Session = {
  envelope: { mailFrom: false | { address: string }; rcptTo: { address: string }[] };
  secure: boolean;
  user?: unknown;
};

function readMail(raw: string, session: Session): ReceivedMail {
  const [head = ''] = raw.split('\r\n\r\n');
  const { mailFrom, rcptTo } = session.envelope;
  return {
    to: rcptTo.map(({ address }) => address),
    from: mailFrom ? mailFrom.address : '',
    raw,
    subject: decodeWords(headerOf(head, 'Subject')),
    messageId: headerOf(head, 'Message-ID'),
    text: partOf(raw, 'text/plain'),
    html: partOf(raw, 'text/html'),
    isEncrypted: session.secure,
    user: typeof session.user === 'string' ? session.user : undefined,
  };
}

function headerOf(head: string, name: string): string {
  const unfolded = head.replaceAll(/\r\n[ \t]+/g, ' ');
  const line = unfolded
    .split('\r\n')
    .find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line?.slice(name.length + 1).trim() ?? '';
}

function decodeWords(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, coded: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(coded, 'base64').toString()
        : fromQuotedPrintable(coded.replaceAll('_', ' ')),
    );
}

/** The decoded text of the first part of this type. */
function partOf(raw: string, type: string): string {
  const at = raw.toLowerCase().indexOf(`content-type: ${type}`);
  if (at === -1) return '';
  const end = raw.indexOf('\r\n\r\n', at);
  const start = raw.lastIndexOf('\r\n--', at);
  const head = raw.slice(Math.max(0, start), end);
  const boundary = /^\r\n(--[^\r\n]+)/.exec(head)?.[1];
  const stop = boundary === undefined ? raw.length : raw.indexOf(`\r\n${boundary}`, end);
  const body = raw.slice(end + 4, stop);
  const encoding = /content-transfer-encoding: *(\S+)/i.exec(head)?.[1]?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  return encoding === 'quoted-printable' ? fromQuotedPrintable(body) : body;
}

function fromQuotedPrintable(text: string): string {
  const joined = text.replaceAll(/=\r\n/g, '');
  const bytes: number[] = [];
  for (let at = 0; at < joined.length; at += 1) {
    const hex = /^=([0-9A-F]{2})/i.exec(joined.slice(at, at + 3))?.[1];
    if (hex === undefined) bytes.push(...Buffer.from(joined.charAt(at)));
    else {
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    }
  }
  return Buffer.from(bytes).toString();
}
