/** `none`: to this machine. */
export type MailSecurity = 'tls' | 'starttls' | 'none';

/** How outgoing email is set up and how it is going. Numbers are of the last seven days. */
export type MailStatus =
  | { isSet: false }
  | {
      isSet: true;
      server: string;
      security: MailSecurity;
      from: string;
      waiting: number;
      waitingSince: string | null;
      /** Given up. */
      failed: number;
      /** Handed over twice without an answer. */
      unconfirmed: number;
      /** Why the last one wasn't sent, and what to do. */
      lastFault: string | null;
    };

/** The outcome of *Send a test*. */
export type MailTest = { ok: boolean; to: string; detail: string };
