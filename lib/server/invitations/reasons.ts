import 'server-only';
import { describeTlsFault } from '@/lib/server/upstreams/explain-error';

/*
 * The database stores reasons as codes, so that rewording a sentence needs no migration. Rows of
 * earlier versions have the sentence itself, which is shown as it is.
 */

/** What a row's sentence needs besides its code. */
type ReasonRow = {
  message: string | null;
  upstreamCode: string | null;
  duplicateOf: number | null;
};

const rowReasons = {
  already_invited: () => 'This address was already invited.',
  exists: () => 'This address is already a user.',
  confirmed: () =>
    'The first response was lost; RemotePC has now confirmed that this address is invited.',
  lost: () =>
    'RemotePC’s response was lost twice, so this address may have been invited. Ask the user, or retry: RemotePC doesn’t send a pending invitation again.',
  lost_before_cancel: () =>
    'RemotePC’s response was lost before the batch was canceled, so this address may have been invited.',
  not_named: () => 'RemotePC’s response doesn’t mention this address, so it may have been invited.',
  undocumented: ({ upstreamCode }) =>
    `RemotePC responded “${upstreamCode ?? ''}”, which isn’t documented, so this address may have been invited.`,
  rejected: ({ upstreamCode }) =>
    upstreamCode === null
      ? 'RemotePC rejected this row without giving a reason.'
      : `RemotePC rejected this row: ${upstreamCode}.`,
  rejected_after_lost: () =>
    'RemotePC rejected this row when it was sent again. The first response was lost, so this address may have been invited then.',
  repeated: ({ duplicateOf }) => `Duplicate of row ${(duplicateOf ?? 0) + 1} of this batch.`,
} as const satisfies Record<string, (row: ReasonRow) => string>;

/** Why a row has its status, as `invitations.message` stores it. */
export type RowReason = keyof typeof rowReasons;

/** A row's reason as a sentence; null if its status says everything. */
export function explainRow(row: ReasonRow): string | null {
  const { message } = row;
  return message !== null && isIn(rowReasons, message) ? rowReasons[message](row) : message;
}

/** What rows with the same reason have in common, as a sentence. */
export function explainCause({
  message,
  upstreamCode,
}: Omit<ReasonRow, 'duplicateOf'>): string | null {
  if (message === 'repeated') return 'Duplicate of another row of this batch.';
  return explainRow({ message, upstreamCode, duplicateOf: null });
}

const waitReasons = {
  unauthorized: () =>
    'RemotePC rejected this account’s API key. Sending resumes automatically once the key in Settings is correct.',
  forbidden: () =>
    'RemotePC denied access to this server; its IP address probably isn’t on the reseller’s allowlist. Sending resumes automatically once that’s fixed.',
  /** The parameter: RemotePC’s code or the HTTP status. */
  call_rejected: (code) =>
    `RemotePC rejected the whole request (${code}), not one of its rows. Check the account’s address in Settings.`,
  no_account: () =>
    'This account is no longer configured here. Sending resumes automatically once it is configured again.',
  rate_limited: () => 'RemotePC is rate limiting requests.',
  unreachable: () => 'RemotePC can’t be reached, or its responses can’t be read.',
  tls_certificate: (code) => describeTlsFault('remotepc', 'certificate', code),
  tls_handshake: (code) => describeTlsFault('remotepc', 'handshake', code),
  internal: () => 'An internal error occurred while sending to RemotePC.',
  restored: () =>
    'A backup was restored, and some of this may have been sent since it was made. Check in RemotePC, then resume.',
  not_recorded: () => 'The audit log couldn’t be written.',
} as const satisfies Record<string, (parameter: string) => string>;

type WithParameter = 'call_rejected' | 'tls_certificate' | 'tls_handshake';

/** Why a batch is paused or an account's invitations wait, as the database stores it. */
export type WaitReason =
  Exclude<keyof typeof waitReasons, WithParameter> | `${WithParameter}:${string}`;

export function explainWait(stored: string | null): string | null {
  const [, code = '', parameter = ''] = /^([a-z_]+)(?::(.*))?$/s.exec(stored ?? '') ?? [];
  return isIn(waitReasons, code) ? waitReasons[code](parameter) : stored;
}

function isIn<Table extends object>(table: Table, key: string): key is string & keyof Table {
  return Object.hasOwn(table, key);
}
