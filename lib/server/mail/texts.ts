import 'server-only';
import { env } from '@/lib/server/env';
import { formatCount, formatDateTime, formatNumber } from '@/lib/shared/format';
import { formatMonth } from '@/lib/shared/months';
import type { MailData, MailKind, SentWith, StatementFacts } from './kinds';
import { oneLine } from './one-line';

/** An email before it has a form. Nothing in `subject` names a person, an address or a secret. */
export type MailText = {
  subject: string;
  title: string;
  paragraphs: string[];
  facts?: [term: string, value: string][];
  list?: string[];
  /** Lists with a heading each. */
  sections?: { title: string; list: string[] }[];
  action?: { label: string; url: string };
  /** Other pages that it is about. */
  links?: { label: string; url: string }[];
  /** Below the action, in small type. */
  note?: string;
};

const WASNT_YOU =
  'If this wasn’t you, change your password, end all other sessions in Profile, and tell an admin.';
const ASK_ADMIN = 'If you don’t know why, ask an admin before you sign in.';

const factorWords = { totp: 'an authenticator app', passkey: 'a passkey' } as const;

type Texts = { [Kind in MailKind]: (data: MailData[Kind], sent: SentWith) => MailText };

const texts: Texts = {
  invitation: ({ name, invitedBy }, { link }) => ({
    subject: 'Your invitation to Reseller Desk',
    title: `Welcome, ${oneLine(name)}`,
    paragraphs: [`${oneLine(invitedBy)} invited you to Reseller Desk. Choose a password to start.`],
    ...linkPart('Set password', link),
  }),
  reset_by_admin: ({ by }, { link }) => ({
    subject: 'Choose a new password for Reseller Desk',
    title: 'Choose a new password',
    paragraphs: [
      `${oneLine(by)} sent you this link to choose a new password. Your current one works until you do.`,
    ],
    ...linkPart('Choose a new password', link),
  }),
  reset_requested: ({ ip }, { link }) => ({
    subject: 'Reset your Reseller Desk password',
    title: 'Reset your password',
    paragraphs: [
      'Someone asked to reset the password of your account. If it wasn’t you, ignore this email: your password stays as it is.',
    ],
    facts: [['Asked from', ip ?? 'an unknown address']],
    ...linkPart('Choose a new password', link),
  }),
  factor_added: ({ factor, at }) => ({
    subject: 'A second factor was added to your account',
    title: 'A second factor was added',
    paragraphs: [
      `Your account now has ${factorWords[factor]}. All other sessions were signed out.`,
      WASNT_YOU,
    ],
    facts: [when(at)],
  }),
  factor_removed: ({ factor, at }) => ({
    subject: 'A second factor was removed from your account',
    title: 'A second factor was removed',
    paragraphs: [
      `Your account no longer has ${factorWords[factor]} that it had before. All other sessions were signed out.`,
      WASNT_YOU,
    ],
    facts: [when(at)],
  }),
  identity_connected: ({ issuer, at }) => ({
    subject: 'Single sign-on was connected to your account',
    title: 'Single sign-on was connected',
    paragraphs: ['You can now sign in by single sign-on, too.', WASNT_YOU],
    facts: [['Provider', oneLine(issuer)], when(at)],
  }),
  identity_disconnected: ({ at }) => ({
    subject: 'Single sign-on was disconnected from your account',
    title: 'Single sign-on was disconnected',
    paragraphs: [
      'You now sign in with your password. Other sessions that began with single sign-on were signed out.',
      WASNT_YOU,
    ],
    facts: [when(at)],
  }),
  factors_reset: ({ by, at }) => ({
    subject: 'Your second factors were removed',
    title: 'Your second factors were removed',
    paragraphs: [
      'Your authenticator app, passkeys and recovery codes no longer work, and all your sessions were signed out. Sign in with your password and add new ones in Profile.',
      ASK_ADMIN,
    ],
    facts: [['By', by === null ? 'an emergency link made on the server' : oneLine(by)], when(at)],
  }),
  recovery_codes_created: ({ at }) => ({
    subject: 'New recovery codes for your account',
    title: 'New recovery codes were created',
    paragraphs: ['Your earlier recovery codes no longer work.', WASNT_YOU],
    facts: [when(at)],
  }),
  approval_asked: ({ by, what, reason }) => ({
    subject: 'A request waits for your decision',
    title: 'A request waits for your decision',
    paragraphs: ['Open Approvals in Reseller Desk to approve or decline it.'],
    facts: [
      ['Asked by', oneLine(by)],
      ['For', oneLine(what)],
      ...(reason ? [['Reason', oneLine(reason)] as [string, string]] : []),
    ],
  }),
  approval_decided: ({ by, what, isApproved, note }) => ({
    subject: isApproved ? 'Your request was approved' : 'Your request was declined',
    title: isApproved ? 'Your request was approved' : 'Your request was declined',
    paragraphs: ['Open Approvals in Reseller Desk to see it.'],
    facts: [
      ['By', oneLine(by)],
      ['For', oneLine(what)],
      ...(note ? [['Note', oneLine(note)] as [string, string]] : []),
    ],
  }),
  password_changed: ({ at, place }) => ({
    subject: 'Your password was changed',
    title: 'Your password was changed',
    paragraphs: ['All other sessions were signed out.', WASNT_YOU],
    facts: [when(at), ['From', place]],
  }),
  password_reset: ({ at, place }) => ({
    subject: 'Your password was reset',
    title: 'Your password was reset',
    paragraphs: [
      'Someone used a one-time link to choose a new password. All sessions were signed out.',
      'If this wasn’t you, tell an admin at once.',
    ],
    facts: [when(at), ['From', place]],
  }),
  new_sign_in: ({ at, device, place }) => ({
    subject: 'New sign-in to your account',
    title: 'New sign-in to your account',
    paragraphs: [
      'Someone signed in to your account with a browser you hadn’t used before.',
      WASNT_YOU,
    ],
    facts: [['Browser', oneLine(device)], when(at), ['From', place]],
  }),
  statement_created: ({ id, month, version, correction }, { statement }) => ({
    subject: `Statement for ${formatMonth(month)}${version > 1 ? `, version ${version}` : ''}`,
    title: `Statement for ${formatMonth(month)}`,
    paragraphs: [
      version > 1
        ? `Version ${version} replaces the one before: ${oneLine(correction ?? '')}`
        : 'The seats and amount of each customer, frozen for billing.',
      ...(statement && statement.missingDays > 0 ? [missingDaysIn(statement)] : []),
    ],
    ...(statement && statementParts(statement)),
    action: { label: 'Open the statement', url: `${env().appUrl}/statements/${id}` },
    note: 'The attached file has all numbers. It names your customers, so take care whom you forward it to.',
  }),
};

/** More would be a long email; the file has them all. */
const MOST_CUSTOMERS = 50;

function statementParts({ seats, amounts, customers }: StatementFacts) {
  const lines = customers.slice(0, MOST_CUSTOMERS).map(({ name, seats: own, amount }) => {
    const parts = [own === null ? 'not known' : formatCount(own, 'seat'), amount];
    const words = parts.filter((part) => part !== null).join(', ');
    return `${name === null ? 'Without a customer' : oneLine(name)}: ${words}`;
  });
  const more = customers.length - lines.length;
  return {
    facts: [
      ['Seats', formatNumber(seats)],
      ...amounts.map((amount) => ['Amount', amount] as [string, string]),
    ] as [string, string][],
    list: [...lines, ...(more > 0 ? [`and ${formatNumber(more)} more in the attached file`] : [])],
  };
}

function missingDaysIn({ missingDays }: StatementFacts): string {
  return `${formatCount(missingDays, 'day')} of the month ${missingDays === 1 ? 'wasn’t' : 'weren’t'} read, so the numbers may be incomplete.`;
}

/** @param sent what exists only now */
export function textOf<Kind extends MailKind>(
  { kind, data }: { kind: Kind; data: MailData[Kind] },
  sent: SentWith,
): MailText {
  return texts[kind](data, sent);
}

/** For *Send a test*. */
export const testText: MailText = {
  subject: 'Test email from Reseller Desk',
  title: 'Email works',
  paragraphs: ['Someone pressed “Send a test” in Settings. There’s nothing to do.'],
};

function linkPart(
  label: string,
  link: SentWith['link'],
): Pick<MailText, 'action' | 'note'> | undefined {
  if (!link) return undefined;
  const until =
    link.minutes > 90 ? `${Math.round(link.minutes / 60)} hours` : `${link.minutes} minutes`;
  return {
    action: { label, url: link.url },
    note: `The link works once, within ${until}. Don’t forward this email.`,
  };
}

/** The reader's time zone isn't known. */
function when(at: string): [string, string] {
  return ['Time', `${formatDateTime(at, 'utc')} UTC`];
}
