import type { AccountPolicy } from '@/lib/contract/policy';
import { formatNumber } from '@/lib/shared/format';

/** The part of a policy that is about signing in as a customer, as it stands in the form. */
export type SignInRules = {
  reasonRequired: boolean;
  reasonMinLength: string;
  ticketPattern: string;
  stepUp: boolean;
  approval: boolean;
  approvalMinutes: string;
  perHourLimit: string;
  blockedCustomers: string;
};

export type RuleFaults = Partial<Record<keyof SignInRules, string>>;

/** As the server has them; written out, because its schemas would bring zod into the page. */
const ranges = {
  reasonMinLength: [1, 200],
  approvalMinutes: [1, 1_440],
  perHourLimit: [1, 1_000],
} as const;

export function rulesOf(policy: AccountPolicy): SignInRules {
  return {
    reasonRequired: policy.reasonRequired,
    reasonMinLength: String(policy.reasonMinLength),
    ticketPattern: policy.ticketPattern ?? '',
    stepUp: policy.stepUp !== 'none',
    approval: policy.approval !== 'none',
    approvalMinutes: String(policy.approvalMinutes),
    perHourLimit: policy.perHourLimit === null ? '' : String(policy.perHourLimit),
    blockedCustomers: policy.blockedCustomers.join('\n'),
  };
}

/**
 * The policy with what the form says, or what is wrong with that. A number of a rule that is off is
 * kept as it was where it can't be read: nobody sees its field.
 */
export function readRules(
  rules: SignInRules,
  policy: AccountPolicy,
): { policy: AccountPolicy } | { faults: RuleFaults } {
  const reasonMinLength = readWhole('reasonMinLength', rules);
  const approvalMinutes = readWhole('approvalMinutes', rules);
  const isUnlimited = rules.perHourLimit.trim() === '';
  const perHourLimit = isUnlimited ? null : readWhole('perHourLimit', rules);
  const faults: RuleFaults = {
    ...(rules.reasonRequired && !reasonMinLength && faultOf('reasonMinLength')),
    ...(rules.approval && !approvalMinutes && faultOf('approvalMinutes')),
    ...(!isUnlimited && !perHourLimit && faultOf('perHourLimit')),
  };
  if (Object.keys(faults).length > 0) return { faults };
  return {
    policy: {
      ...policy,
      reasonRequired: rules.reasonRequired,
      reasonMinLength: reasonMinLength ?? policy.reasonMinLength,
      ticketPattern: rules.ticketPattern.trim() || null,
      stepUp: rules.stepUp ? 'password' : 'none',
      approval: rules.approval ? 'second_person' : 'none',
      approvalMinutes: approvalMinutes ?? policy.approvalMinutes,
      perHourLimit,
      blockedCustomers: linesOf(rules.blockedCustomers),
    },
  };
}

/** What the server found, at the fields: of a list it names the line. */
export function faultsAt(
  errors: readonly { path: string; message: string }[],
  rules: SignInRules,
): RuleFaults {
  const faults: RuleFaults = {};
  for (const { path, message } of errors) {
    const match = /^(\w+)(?:\[(\d+)\])?/.exec(path);
    const field = match?.[1];
    if (field === undefined || !isRule(field, rules) || faults[field]) continue;
    const line = match?.[2] && linesOf(rules.blockedCustomers)[Number(match[2])];
    faults[field] = line ? `“${line}”: ${message}` : message;
  }
  return faults;
}

function isRule(field: string, rules: SignInRules): field is keyof SignInRules {
  return Object.hasOwn(rules, field);
}

function readWhole(field: keyof typeof ranges, rules: SignInRules): number | null {
  const [least, most] = ranges[field];
  const text = rules[field].trim();
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : null;
}

function faultOf(field: keyof typeof ranges): RuleFaults {
  const [least, most] = ranges[field];
  return { [field]: `Type a whole number from ${least} to ${formatNumber(most)}.` };
}

/** One a line; a list with commas will do as well. */
function linesOf(text: string): string[] {
  return text
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
