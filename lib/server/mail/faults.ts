import 'server-only';

/** Why an email wasn't sent. Stored, and shown as a sentence. */
export const mailFaults = [
  'no_such_host',
  'unreachable',
  'timeout',
  'tls_missing',
  'tls_untrusted',
  'tls_failed',
  'login_refused',
  'sender_refused',
  'recipient_refused',
  'message_refused',
  'try_later',
  'closed',
  'answer_lost',
  'no_longer_valid',
  'internal',
] as const;
export type MailFault = (typeof mailFaults)[number];

/** Those of the server or the settings: every other email would fail, too. */
export const serverFaults: readonly MailFault[] = [
  'no_such_host',
  'unreachable',
  'timeout',
  'tls_missing',
  'tls_untrusted',
  'tls_failed',
  'login_refused',
];

/** An attempt that wasn't confirmed. */
export class MailError extends Error {
  override name = 'MailError' as const;

  constructor(
    readonly fault: MailFault,
    {
      isFinal = false,
      mayBeDelivered = false,
      reply,
    }: { isFinal?: boolean; mayBeDelivered?: boolean; reply?: number } = {},
  ) {
    super(fault);
    this.isFinal = isFinal;
    this.mayBeDelivered = mayBeDelivered;
    this.reply = reply;
  }

  /** The server refused this email for good. */
  readonly isFinal: boolean;
  /** The text was handed over and the answer is missing. */
  readonly mayBeDelivered: boolean;
  /** The server's reply code. */
  readonly reply: number | undefined;
}

type Place = { host: string; port: number };

/** What went wrong, and what an administrator can do about it. */
export function explainFault(
  fault: MailFault,
  { host, port, reply }: Place & { reply?: number },
): string {
  const server = `${host}:${port}`;
  const answered = reply === undefined ? '' : ` (reply ${reply})`;
  const sentences: Record<MailFault, string> = {
    no_such_host: `There’s no host named ${host}. Check the host in SMTP_URL and this server’s DNS.`,
    unreachable: `Couldn’t connect to ${server}. Check the host and port in SMTP_URL, and whether a firewall blocks outgoing connections to that port.`,
    timeout: `${server} didn’t answer in time. Check the port: smtps:// is usually 465, smtp:// 587. A firewall may also drop the connection.`,
    tls_missing: `${server} doesn’t offer encryption (STARTTLS), so nothing was sent. Use a port that does, or smtps:// if the server expects TLS from the start.`,
    tls_untrusted: `The certificate of ${server} isn’t valid for this host or isn’t from a trusted authority, so nothing was sent. Use the host name in the certificate; for your own authority, set NODE_EXTRA_CA_CERTS.`,
    tls_failed: `Couldn’t set up an encrypted connection to ${server}. If the port expects STARTTLS (usually 587), use smtp:// instead of smtps://.`,
    login_refused: `${server} refused the username or password${answered}. Check those in SMTP_URL; some providers require a password for apps.`,
    sender_refused: `${server} refused the sender${answered}. Set MAIL_FROM to an address that this login may send from.`,
    recipient_refused: `${server} refused the recipient${answered}. Check the address, and whether the server may send to other domains.`,
    message_refused: `${server} refused the message${answered}. Its log says why; often it’s a spam or size rule.`,
    try_later: `${server} asked to try again later${answered}. Reseller Desk does so by itself.`,
    closed: `${server} closed the connection. If the port expects TLS from the start (usually 465), use smtps:// in SMTP_URL.`,
    answer_lost: `The message was handed over to ${server}, but the answer didn’t arrive, so it may have been delivered.`,
    no_longer_valid: 'What it was about changed before it could be sent.',
    internal: 'It couldn’t be prepared. See the server’s log.',
  };
  return sentences[fault];
}
