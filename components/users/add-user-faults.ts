import type { ApiProblem } from '@/lib/client/fetch-api';
import type { AddUserInput } from '@/lib/contract/users';

export type AddUserField = keyof AddUserInput;

const fields: readonly AddUserField[] = [
  'firstName',
  'lastName',
  'email',
  'password',
  'seats',
  'notifyUser',
  'storePassword',
];

/** Codes after which the user may have been added all the same. */
const doubtful = new Set([
  'upstream_timeout',
  'upstream_malformed',
  'upstream_unavailable',
  'network',
  'malformed',
]);

export type AddUserFaults = {
  atFields: { field: AddUserField; message: string }[];
  /** What belongs to no field, or nothing but a sentence came. */
  general: string | null;
  /** Nobody knows whether the user was added: look before trying again. */
  isInDoubt: boolean;
};

/** Where each part of a refused or failed attempt is shown. */
export function addUserFaults(problem: ApiProblem): AddUserFaults {
  const atFields: AddUserFaults['atFields'] = [];
  const elsewhere: string[] = [];
  for (const { path, message } of problem.errors) {
    const field = fields.find((name) => name === path);
    if (field) atFields.push({ field, message });
    else elsewhere.push(message);
  }
  if (problem.code === 'email_exists' && !atFields.some(({ field }) => field === 'email')) {
    atFields.push({ field: 'email', message: problem.detail });
  }
  const isUntold = atFields.length === 0 && elsewhere.length === 0;
  return {
    atFields,
    general: isUntold ? problem.detail : elsewhere.join(' ') || null,
    isInDoubt: doubtful.has(problem.code),
  };
}
