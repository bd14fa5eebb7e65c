import 'server-only';
import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailSettings } from '@/lib/server/mail-settings';
import { MailError, type MailFault } from './faults';
import type { SentWith } from './kinds';

const CONNECT_TIMEOUT_MS = 10_000;
const REPLY_TIMEOUT_MS = 20_000;
/** For the whole attempt: a server that sends a byte now and then must not hold it up. */
const DEADLINE_MS = 45_000;

export type Envelope = {
  /** Becomes the Message-ID: the same for each attempt, so that mailboxes recognize a second copy. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  attachments?: SentWith['attachments'];
};

type Delivery = {
  settings: MailSettings;
  /** The host in message ids. */
  host: string;
  /** Called once the server is ready for the text and before any of it is sent. */
  onBegin?: () => Promise<void>;
  deadlineMs?: number;
};

/**
 * Hands one email over to the SMTP server. The certificate is always verified, and to another
 * machine nothing is sent unencrypted.
 * @throws MailError
 */
export async function deliver(envelope: Envelope, delivery: Delivery): Promise<void> {
  const { settings, onBegin, deadlineMs = DEADLINE_MS } = delivery;
  const message = await compose(envelope, delivery);
  const connection = new SMTPConnection(optionsFor(settings));
  let hasBegun = false;
  const stream = Readable.from(
    (async function* () {
      await onBegin?.();
      hasBegun = true;
      yield message;
    })(),
  );
  try {
    await withinDeadline(connection, deadlineMs, async () => {
      await call((done) => connection.connect(done));
      const { login } = settings;
      if (login)
        await call((done) => connection.login({ user: login.user, pass: login.password }, done));
      const parties = { from: settings.from.address, to: [envelope.to] };
      await call((done) => connection.send(parties, stream, done));
    });
  } catch (error) {
    throw toMailError(error, hasBegun);
  } finally {
    stream.destroy();
    connection.quit();
    connection.close();
  }
}

function optionsFor({ host, port, security }: MailSettings) {
  return {
    ...{ host, port },
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    // On this machine, where many servers have a certificate that no one can verify.
    ignoreTLS: security === 'none',
    connectionTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: REPLY_TIMEOUT_MS,
    socketCloseTimeout: 1_000,
    allowInternalNetworkInterfaces: true,
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
  } as const;
}

/** Headers are encoded by the composer, which also folds line breaks in them into blanks. */
async function compose(envelope: Envelope, { settings, host }: Delivery): Promise<Buffer> {
  const { id, to, subject, text, html, attachments = [] } = envelope;
  const composer = new MailComposer({
    from: settings.from,
    to: { name: '', address: to },
    subject,
    text,
    html,
    messageId: `<${id}@${host}>`,
    // No answers by machines: out-of-office notes, read receipts.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    attachments: attachments.map(({ name, content, type }) => ({
      ...{ filename: name, content, contentType: type },
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

type Done = (error?: Error | null) => void;

function call(work: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    work((error) => (error ? reject(error) : resolve()));
  });
}

/** Errors between calls, such as a broken connection, end the call under way. */
async function withinDeadline(
  connection: SMTPConnection,
  deadlineMs: number,
  work: () => Promise<void>,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const broken = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error(), { code: 'ETIMEDOUT' })), deadlineMs);
    connection.on('error', reject);
    connection.on('end', () => reject(Object.assign(new Error(), { code: 'ECONNECTION' })));
  });
  // Also once the work is over and no one waits for it any more.
  broken.catch(() => undefined);
  try {
    await Promise.race([work(), broken]);
  } finally {
    clearTimeout(timer);
  }
}

type SmtpFailure = {
  code?: string;
  originalCode?: string;
  command?: string;
  responseCode?: number;
  message?: string;
};

const CERTIFICATE = /certificate|altnames|self.signed|issuer|does not match/i;
const CERTIFICATE_CODE = /CERT|SELF_SIGNED|ALTNAME|LEAF_SIGNATURE|CA_INVALID|PATH_LENGTH/;

function toMailError(thrown: unknown, hasBegun: boolean): MailError {
  if (thrown instanceof MailError) return thrown;
  const failure: SmtpFailure = thrown instanceof Error ? thrown : {};
  const { responseCode: reply } = failure;
  const hasReply = reply !== undefined && reply >= 400;
  // From here on only the server's answer says whether it took the message.
  if (hasBegun && !hasReply) return new MailError('answer_lost', { mayBeDelivered: true });
  const fault = faultOf(failure, hasBegun);
  const isAboutMail = ['sender_refused', 'recipient_refused', 'message_refused'].includes(fault);
  if (isAboutMail && hasReply && reply < 500) return new MailError('try_later', { reply });
  // The client itself refuses an address that this server can't take.
  const isFinal = isAboutMail && (hasReply || failure.code === 'EENVELOPE');
  return new MailError(fault, { isFinal, ...(hasReply && { reply }) });
}

function faultOf(
  { code, originalCode = '', command = '', responseCode, message = '' }: SmtpFailure,
  hasBegun: boolean,
): MailFault {
  if (code === 'EAUTH' || responseCode === 530) return 'login_refused';
  if (code === 'ETLS' && responseCode !== undefined) return 'tls_missing';
  if (CERTIFICATE_CODE.test(originalCode) || (code === 'ETLS' && CERTIFICATE.test(message))) {
    return 'tls_untrusted';
  }
  if (code === 'ETLS' || /^(ERR_SSL|EPROTO)/.test(originalCode)) return 'tls_failed';
  if (code === 'EDNS' || /^E(NOTFOUND|AI_AGAIN)/.test(originalCode)) return 'no_such_host';
  if (code === 'ETIMEDOUT' || originalCode === 'ETIMEDOUT') return 'timeout';
  if (command === 'MAIL FROM') return 'sender_refused';
  if (command === 'RCPT TO' || (code === 'EENVELOPE' && command === 'API'))
    return 'recipient_refused';
  if (command === 'DATA' || hasBegun) return 'message_refused';
  if (responseCode !== undefined) return 'try_later';
  return originalCode === 'ECONNREFUSED' || /^E(HOST|NET)UNREACH/.test(originalCode)
    ? 'unreachable'
    : 'closed';
}
