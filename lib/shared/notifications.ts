import { describeWebhookFailure } from './webhooks';

/**
 * What team members can be told of themselves. Requests that wait for them, and decisions about
 * theirs, are sent to them anyway.
 */
export const ownKinds = [
  ...(['batch_finished', 'batch_trouble', 'account_failing'] as const),
  ...(['seats_over', 'seats_full', 'device_offline'] as const),
  ...(['limit_reached', 'new_device', 'statement_ready', 'backup_failed'] as const),
  'weekly_report',
] as const;
export type OwnKind = (typeof ownKinds)[number];

/** What people can be told of, in the order of the settings. */
export const notificationKinds = ['approval_asked', 'approval_decided', ...ownKinds] as const;
export type NotificationKind = (typeof notificationKinds)[number];

export const kindLabels: Record<NotificationKind, string> = {
  approval_asked: 'Approval requested',
  approval_decided: 'Approval decided',
  batch_finished: 'Batch of invitations finished',
  batch_trouble: 'Batch of invitations paused',
  account_failing: 'Account can’t be reached',
  seats_over: 'Seats over their limit',
  seats_full: 'All seats in use',
  device_offline: 'Device offline',
  limit_reached: 'Hourly limit or alarm reached',
  new_device: 'Sign-in with a new browser',
  statement_ready: 'Monthly statement created',
  backup_failed: 'Backup failed',
  weekly_report: 'Monday’s report',
};

/** A device that is offline for less isn't reported. */
export const USUAL_OFFLINE_HOURS = 24;

/** When a rule that is told once a day is sent, and the report on Mondays, until someone chooses. */
export const USUAL_DAILY_AT = '08:00';

export const channelKinds = ['email', 'slack', 'teams', 'webhook'] as const;
export type ChannelKind = (typeof channelKinds)[number];

export const channelKindLabels: Record<ChannelKind, string> = {
  email: 'Email',
  slack: 'Slack',
  teams: 'Microsoft Teams',
  webhook: 'Webhook',
};

/** Codes of `mail/faults.ts`, and those of webhooks that are said otherwise here. */
const sentences: Readonly<Record<string, string>> = {
  not_set_up: 'Email isn’t set up on this server: SMTP_URL and MAIL_FROM are missing.',
  no_such_host: 'The mail server’s host name isn’t known. Check SMTP_URL.',
  tls_missing: 'The mail server offers no encryption, so nothing was sent.',
  tls_untrusted: 'The mail server’s certificate can’t be verified, so nothing was sent.',
  tls_failed: 'Couldn’t set up an encrypted connection to the mail server.',
  login_refused: 'The mail server refused the username or password of SMTP_URL.',
  sender_refused: 'The mail server refused the sender. Check MAIL_FROM.',
  recipient_refused: 'The mail server refused the recipient. Check the address.',
  message_refused: 'The mail server refused the message. Its log says why.',
  try_later: 'The mail server asked to try again later.',
  timeout: 'The mail server didn’t answer in time.',
  closed: 'The mail server closed the connection.',
  answer_lost: 'It was handed over, but the answer got lost: it may have arrived.',
  internal: 'It couldn’t be prepared. See the server’s log.',
  refused: 'The receiver refused the message. Its address may have been revoked.',
  secret: 'The address can’t be read. Check the vault, or enter the address again.',
  restored: 'A backup was restored before it was sent: it may have arrived since the backup.',
  disabled: 'The channel was disabled before it arrived.',
  recipient_removed: 'The recipient was removed from the channel before it arrived.',
};

/** Why a notification didn't arrive, as a sentence. */
export function describeNotificationFailure(code: string): string {
  return (Object.hasOwn(sentences, code) && sentences[code]) || describeWebhookFailure(code);
}
