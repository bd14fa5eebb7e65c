export type { MailStatus, MailTest } from './answers/mail';
/** `none`: to this machine. */
export type MailSecurity = 'tls' | 'starttls' | 'none';
