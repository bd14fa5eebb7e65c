import { rangeMessage, readLimit } from '@/components/settings/limit-field';
import type { AccountPolicy } from '@/lib/contract/policy';

/** The part of a policy that is about signing in as a user, as typed in the form. */
export type SignInPolicy = {
  reasonRequired: boolean;
  reasonMinLength: string;
  /** One per line. */
  reasons: string;
  ticketPattern: string;
  stepUp: boolean;
  approval: boolean;
  approvalMinutes: string;
  /** Empty: approvals are for one sign-in. */
  approvalHours: string;
  perHourLimit: string;
  blockedCustomers: string;
};

export type SignInFaults = Partial<Record<keyof SignInPolicy, string>>;

/** The server’s ranges, written out: its schemas would bring zod into the page. */
const ranges = {
  reasonMinLength: [1, 200],
  approvalMinutes: [1, 1_440],
  approvalHours: [0, 24],
  perHourLimit: [1, 1_000],
} as const;

export function signInPolicyOf(policy: AccountPolicy): SignInPolicy {
  return {
    reasonRequired: policy.reasonRequired,
    reasonMinLength: String(policy.reasonMinLength),
    reasons: policy.reasons.join('\n'),
    ticketPattern: policy.ticketPattern ?? '',
    stepUp: policy.stepUp !== 'none',
    approval: policy.approval !== 'none',
    approvalMinutes: String(policy.approvalMinutes),
    approvalHours: policy.approvalHours === 0 ? '' : String(policy.approvalHours),
    perHourLimit: policy.perHourLimit === null ? '' : String(policy.perHourLimit),
    blockedCustomers: policy.blockedCustomers.join('\n'),
  };
}

/**
 * The policy as the form has it, or the errors of its fields. A number whose field is hidden keeps
 * its old value if it isn't valid: no one could see why saving fails.
 */
export function readSignInPolicy(
  typed: SignInPolicy,
  policy: AccountPolicy,
): { policy: AccountPolicy } | { faults: SignInFaults } {
  const reasonMinLength = readWhole('reasonMinLength', typed);
  const approvalMinutes = readWhole('approvalMinutes', typed);
  const isForOne = typed.approvalHours.trim() === '';
  const approvalHours = isForOne ? 0 : readWhole('approvalHours', typed);
  const isUnlimited = typed.perHourLimit.trim() === '';
  const perHourLimit = isUnlimited ? null : readWhole('perHourLimit', typed);
  const faults: SignInFaults = {
    ...(typed.reasonRequired && !reasonMinLength && faultOf('reasonMinLength')),
    ...(typed.reasonRequired && reasonMinLength && shortReason(typed, reasonMinLength)),
    ...(typed.approval && !approvalMinutes && faultOf('approvalMinutes')),
    ...(typed.approval && approvalHours === null && faultOf('approvalHours')),
    ...(!isUnlimited && !perHourLimit && faultOf('perHourLimit')),
  };
  if (Object.keys(faults).length > 0) return { faults };
  return {
    policy: {
      ...policy,
      reasonRequired: typed.reasonRequired,
      reasonMinLength: reasonMinLength ?? policy.reasonMinLength,
      reasons: reasonsIn(typed),
      ticketPattern: typed.ticketPattern.trim() || null,
      stepUp: typed.stepUp ? 'password' : 'none',
      approval: typed.approval ? 'second_person' : 'none',
      approvalMinutes: approvalMinutes ?? policy.approvalMinutes,
      approvalHours: approvalHours ?? policy.approvalHours,
      perHourLimit,
      blockedCustomers: linesOf(typed.blockedCustomers),
    },
  };
}

/** The server's errors by field; an error in a list names its line. */
export function faultsAt(
  errors: readonly { path: string; message: string }[],
  typed: SignInPolicy,
): SignInFaults {
  const faults: SignInFaults = {};
  for (const { path, message } of errors) {
    const match = /^(\w+)(?:\[(\d+)\])?/.exec(path);
    const field = match?.[1];
    if (field === undefined || !isField(field, typed) || faults[field]) continue;
    const line = match?.[2] && linesAt(field, typed)[Number(match[2])];
    faults[field] = line ? `“${line}”: ${message}` : message;
  }
  return faults;
}

function linesAt(field: keyof SignInPolicy, typed: SignInPolicy): string[] {
  return field === 'reasons' ? reasonsIn(typed) : linesOf(typed.blockedCustomers);
}

/** One per line: a reason may have commas. */
function reasonsIn({ reasons }: SignInPolicy): string[] {
  return [...new Set(reasons.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
}

/** One that the policy itself would refuse is of no use. */
function shortReason(typed: SignInPolicy, least: number): SignInFaults {
  const short = reasonsIn(typed).find((reason) => [...reason].length < least);
  if (short === undefined) return {};
  return { reasons: `“${short}”: The reason must have at least ${least} characters.` };
}

function isField(field: string, typed: SignInPolicy): field is keyof SignInPolicy {
  return Object.hasOwn(typed, field);
}

function readWhole(field: keyof typeof ranges, typed: SignInPolicy): number | null {
  return readLimit(typed[field], ranges[field]) ?? null;
}

function faultOf(field: keyof typeof ranges): SignInFaults {
  return { [field]: `${rangeMessage(ranges[field])}.` };
}

/** One per line; commas and semicolons separate, too. */
function linesOf(text: string): string[] {
  return text
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
