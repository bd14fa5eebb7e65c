import type { ChangeKind, ChangeState, FieldChange, PendingChange } from '@/lib/contract/changes';
import { builtInRoles, permissionTable, permissions, roleWords } from '@/lib/shared/permissions';

/** What was asked for, to follow a name: "asked to … North". */
export const kindWords: Record<ChangeKind, string> = {
  account_policy: 'change the policy of',
  staff_policy: 'change the',
  role_add: 'create the role',
  role_change: 'change the role',
  role_delete: 'delete the role',
  staff_invite: 'invite',
  staff_change: 'change the role or access of',
  account_add: 'connect the account',
  account_change: 'change the account',
  account_delete: 'delete the account',
  account_adopt: 'move into the vault the key of',
  account_rotate: 'replace the access key of',
};

/** What it is about, to follow those words. */
export function changedName({ kind, targetName }: PendingChange): string {
  return kind === 'staff_policy' ? 'team policy' : targetName;
}

type Tone = 'accent' | 'good' | 'bad' | 'neutral' | 'warn';

export const changeStatus: Record<ChangeState, { tone: Tone; label: string }> = {
  pending: { tone: 'accent', label: 'Pending' },
  running: { tone: 'accent', label: 'Applying' },
  done: { tone: 'good', label: 'Approved and applied' },
  failed: { tone: 'bad', label: 'Couldn’t be applied' },
  unconfirmed: { tone: 'warn', label: 'Outcome unknown' },
  declined: { tone: 'bad', label: 'Declined' },
  withdrawn: { tone: 'neutral', label: 'Withdrawn' },
  outdated: { tone: 'neutral', label: 'Out of date' },
  expired: { tone: 'neutral', label: 'Expired' },
};

const fieldWords: Record<string, string> = {
  accountIds: 'Accounts',
  approval: 'Approval',
  auditMonths: 'Months that audit events are kept',
  approvalHours: 'Maximum hours an approver can grant',
  approvalMinutes: 'Minutes until an approval expires',
  blockedCustomers: 'Blocked users',
  customerIds: 'Customers',
  exportsPerHour: 'Exports per person per hour',
  isDefault: 'Default account',
  isDisabled: 'Disabled',
  keyVersion: 'Key',
  maxSeatsPerInvitation: 'Seats per invitation',
  holdAbove: 'Wait before sending above',
  perHourLimit: 'Sign-ins per person per hour',
  reasonMinLength: 'Minimum length of the reason',
  reasonRequired: 'Reason required',
  reasons: 'Preset reasons',
  secondFactorFor: 'Second factor for',
  secondFactorGraceDays: 'Grace period in days',
  sessionHours: 'Hours until everyone signs in again',
  sessionIdleMinutes: 'Minutes until an unused session ends',
  stepUp: 'Password confirmation',
  stepUpBefore: 'Password confirmation for',
  ticketPattern: 'Ticket format',
  twoPersonHours: 'Hours until a change expires',
  twoPersonSettings: 'Second person for settings',
  url: 'Address',
  upstream: 'Service',
};

export function fieldName(field: string): string {
  const known = fieldWords[field];
  if (known) return known;
  const words = field.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A list shows what comes and goes; anything else, what it was and will be. */
export function differenceOf({
  field,
  before,
  after,
}: FieldChange): { added: string[]; removed: string[] } | { before: string; after: string } {
  const isNew = before === null && !isScope(field);
  if ((Array.isArray(before) || isNew) && Array.isArray(after)) {
    const was: unknown[] = Array.isArray(before) ? before : [];
    const willBe: unknown[] = after;
    return {
      added: willBe.filter((one) => !was.includes(one)).map((one) => itemText(one)),
      removed: was.filter((one) => !willBe.includes(one)).map((one) => itemText(one)),
    };
  }
  return { before: valueText(field, before), after: valueText(field, after) };
}

/** Of someone: null is all, not none. */
function isScope(field: string): boolean {
  return field === 'accountIds' || field === 'customerIds';
}

const values: Record<string, string> = {
  second_person: 'A second person',
  password: 'Required',
  none: 'Not required',
};

function valueText(field: string, value: unknown): string {
  if (isScope(field) && value === null) return 'All';
  if (value === null || value === '') return 'None';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (field === 'keyVersion') return `Version ${String(value)}`;
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    return items.length === 0 ? 'None' : items.map((one) => itemText(one)).join(', ');
  }
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (field === 'role') return itemText(text);
  const isChoice = field === 'approval' || field === 'stepUp';
  return isChoice ? (values[text] ?? text) : text;
}

function itemText(item: unknown): string {
  const permission = permissions.find((one) => one === item);
  if (permission) return permissionTable[permission].label;
  const role = builtInRoles.find((one) => one === item);
  return role ? roleWords[role].name : String(item);
}
