import 'server-only';
import { z } from 'zod';
import { faultOfApiAddress } from '@/lib/shared/api-address';

/** Where the audit log is forwarded to, and where its webhooks may lead. */
export type ForwardSettings = {
  syslog: { host: string; port: number } | undefined;
  https:
    | {
        url: string;
        /** Sent as `Authorization: Bearer`. */
        token: string | undefined;
        /** What each batch is signed with. */
        secret: string | undefined;
      }
    | undefined;
  /** Files in PEM: authorities instead of the public ones, and our own certificate with its key. */
  files: { ca: string | undefined; cert: string | undefined; key: string | undefined };
  /** Webhooks may lead to this machine and to private networks, also in clear text. */
  allowsPrivateWebhooks: boolean;
};

const SYSLOG_PORT = 6_514;

/** Has no default port that `URL` would know. */
const syslogUrl = z.string().transform((text, context) => {
  const match = /^syslog\+tls:\/\/(\[[\da-f:.]+\]|[a-z\d._-]+)(?::(\d{1,5}))?\/?$/i.exec(text);
  const port = Number(match?.[2] ?? SYSLOG_PORT);
  const host = match?.[1]?.replaceAll(/[[\]]/g, '').toLowerCase();
  if (host !== undefined && port >= 1 && port <= 65_535) return { host, port };
  context.addIssue({ code: 'custom', message: 'must be like syslog+tls://logs.example:6514' });
  return z.NEVER;
});

/** A path and a query are the receiver's own. */
const receiverUrl = z.string().superRefine((text, context) => {
  const fault = faultOfApiAddress(text);
  const messages = {
    no_address: 'must be a URL that starts with https://',
    clear_text: 'must start with https:// (http:// is only allowed for this machine)',
    credentials: 'must be without a username or password; set AUDIT_FORWARD_TOKEN',
  };
  if (fault === null || fault === 'more_than_path') return;
  context.addIssue({ code: 'custom', message: messages[fault] });
});

/** The variables of the forwarding of the audit log. */
export const forwardVariables = {
  AUDIT_SYSLOG_URL: syslogUrl.optional(),
  AUDIT_FORWARD_URL: receiverUrl.optional(),
  AUDIT_FORWARD_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be letters, digits and signs without spaces')
    .optional(),
  AUDIT_FORWARD_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
  AUDIT_FORWARD_CA_FILE: z.string().min(1).optional(),
  AUDIT_FORWARD_CERT_FILE: z.string().min(1).optional(),
  AUDIT_FORWARD_KEY_FILE: z.string().min(1).optional(),
  ALLOW_PRIVATE_WEBHOOKS: z.enum(['true', 'false'], 'must be true or false').default('false'),
};
const variables = z.object(forwardVariables);

export function forwardSettings(values: z.infer<typeof variables>): ForwardSettings {
  const { AUDIT_FORWARD_URL: url } = values;
  return {
    syslog: values.AUDIT_SYSLOG_URL,
    https: url
      ? { url, token: values.AUDIT_FORWARD_TOKEN, secret: values.AUDIT_FORWARD_SECRET }
      : undefined,
    files: {
      ca: values.AUDIT_FORWARD_CA_FILE,
      cert: values.AUDIT_FORWARD_CERT_FILE,
      key: values.AUDIT_FORWARD_KEY_FILE,
    },
    allowsPrivateWebhooks: values.ALLOW_PRIVATE_WEBHOOKS === 'true',
  };
}
