import 'server-only';
import { z } from 'zod';
import type { MailSecurity } from '@/lib/contract/mail';
import { isLoopback } from '@/lib/shared/loopback';
import { readEmail } from '@/lib/shared/email/normalize-email';
import { parseUrl } from '@/lib/shared/parse-url';

/** Where emails are handed in, and from whom they are. */
export type MailSettings = {
  host: string;
  port: number;
  /**
   * `tls` from the first byte (`smtps://`); `starttls`: before anything is sent; `none`: on this
   * machine.
   */
  security: MailSecurity;
  login: { user: string; password: string } | undefined;
  from: { name: string; address: string };
};

type Server = Omit<MailSettings, 'from'>;

const SMTPS_PORT = 465;
const SUBMISSION_PORT = 587;
const LOCAL_PORT = 25;

/** Query parameters are refused: in other programs they turn the check of certificates off. */
const smtpUrl = z.string().transform((text, context): Server => {
  const fail = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (!/^smtps?:\/\//i.test(text)) {
    return fail('must be a URL that starts with smtps:// or smtp://');
  }
  const url = parseUrl(text);
  if (!url) {
    return fail('must be a URL: percent-encode characters such as @, / and # in the password');
  }
  if (!/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '' || url.hostname === '') {
    return fail('must have nothing after the host and port, such as smtps://mail.example:465');
  }
  if ((url.username === '') !== (url.password === '')) {
    return fail('must have both a username and a password, or neither');
  }
  return serverAt(url) ?? fail('must have a username and password that are percent-encoded');
});

function serverAt(url: URL): Server | null {
  const isImplicit = url.protocol.toLowerCase() === 'smtps:';
  const isLocal = isLoopback(url.hostname);
  const security = isImplicit ? 'tls' : isLocal ? 'none' : 'starttls';
  const usual = { tls: SMTPS_PORT, starttls: SUBMISSION_PORT, none: LOCAL_PORT }[security];
  try {
    const [user, password] = [url.username, url.password].map(decodeURIComponent);
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? usual : Number(url.port),
      security,
      login: user && password ? { user, password } : undefined,
    };
  } catch {
    return null;
  }
}

const FROM_ERROR = 'must be an email address, such as desk@example.com or Desk <desk@example.com>';
const LONGEST_FROM = 400;

const mailFrom = z.string().transform((text, context) => {
  const [, name = '', bracketed] = /^([^<>]*)<([^<>]+)>$/.exec(text.trim()) ?? [];
  const reading = readEmail(bracketed ?? text);
  const shown = name.trim().replace(/^"(.*)"$/, '$1');
  const isPlain =
    text.length <= LONGEST_FROM && !/[\p{Cc}"\\\u202a-\u202e\u2066-\u2069]/u.test(shown);
  if ('email' in reading && isPlain) return { name: shown, address: reading.email };
  context.addIssue({ code: 'custom', message: FROM_ERROR });
  return z.NEVER;
});

/** The variables of outgoing email. */
export const mailVariables = {
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: mailFrom.optional(),
  CHECKPOINT_MAIL_TO: z
    .string()
    .transform((text, context) => {
      const reading = readEmail(text);
      if ('email' in reading) return reading.email;
      context.addIssue({ code: 'custom', message: 'must be an email address' });
      return z.NEVER;
    })
    .optional(),
};
const variables = z.object(mailVariables);

/** Undefined: this server sends no email. */
export function mailSettings(values: z.infer<typeof variables>): MailSettings | undefined {
  const { SMTP_URL: server, MAIL_FROM: from } = values;
  return server && from ? { ...server, from } : undefined;
}
