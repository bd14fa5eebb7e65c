import 'server-only';
import type { z } from 'zod';
import { formatNumber } from '@/lib/shared/format';

type Issue = z.core.$ZodRawIssue;

/**
 * What is wrong with one value of a request, for a person: where a schema has no message of its own.
 * Set as zod's language in `read-input.ts`.
 */
export function inputSentence(issue: Issue): string {
  const name = pathOf(issue.path ?? []);
  return `${name === '' ? 'The request' : `“${name}”`} ${faultOf(issue)}.`;
}

/** `rows[17].email`, at most 200 characters. */
export function pathOf(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>((joined, part) => {
    if (typeof part === 'number') return `${joined}[${part}]`;
    return joined === '' ? String(part) : `${joined}.${String(part)}`;
  }, '');
  return text.slice(0, 200);
}

function faultOf(issue: Issue): string {
  if (issue.input === undefined && isAboutKind(issue)) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? 'of another kind'}`;
    case 'invalid_value':
      return `must be ${oneOf(issue.values)}`;
    case 'too_big':
      return tooBig(issue);
    case 'too_small':
      return tooSmall(issue);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return (
        formats[issue.format] ??
        'isn’t in the form that is expected here. See the API’s description'
      );
    case 'invalid_union':
      return Array.isArray(issue.options)
        ? `must be ${oneOf(issue.options as unknown[])}`
        : 'has none of the forms that are accepted here. See the API’s description';
    default:
      return 'has a value that isn’t allowed. See the API’s description';
  }
}

function isAboutKind({ code }: Issue): boolean {
  return code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union';
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const formats: Record<string, string> = {
  email: 'must be an email address',
  url: 'must be an address such as https://www.example.com',
  date: 'must be a date such as 2026-11-30',
  datetime: 'must be a time such as 2026-11-30T08:00:00Z',
};

const MOST_NAMED = 30;

function oneOf(values: readonly unknown[]): string {
  if (values.length === 1) return String(values[0]);
  const named = values.slice(0, MOST_NAMED).map(String).join(', ');
  return values.length > MOST_NAMED
    ? `one of those that are known: ${named}, …`
    : `one of ${named}`;
}

type Limit<Code> = Extract<Issue, { code: Code }>;

function tooBig({ origin, maximum, inclusive }: Limit<'too_big'>): string {
  const most = formatNumber(Number(maximum));
  if (origin === 'string') return `can’t be longer than ${most} characters`;
  if (origin === 'array' || origin === 'set') return `can’t have more than ${counted(most)}`;
  return inclusive === false ? `must be less than ${most}` : `can’t be more than ${most}`;
}

function tooSmall({ origin, minimum, inclusive }: Limit<'too_small'>): string {
  const least = formatNumber(Number(minimum));
  const isOne = Number(minimum) === 1;
  if (origin === 'string') {
    return isOne ? 'is empty' : `must have at least ${least} characters`;
  }
  if (origin === 'array' || origin === 'set') {
    return isOne ? 'is an empty list' : `must have at least ${counted(least)}`;
  }
  return inclusive === false ? `must be more than ${least}` : `must be at least ${least}`;
}

function counted(count: string): string {
  return count === '1' ? '1 entry' : `${count} entries`;
}
