import type { Call } from './operation-setup';
import type { PolicyDesk } from './policy-desk';

/** Points at which the fault doesn't fail the operation, or not as an internal error. */
export type Tolerance = {
  why: string;
  /** Those that match, or all that come after the first one that matches. */
  at?: RegExp;
  after?: RegExp;
  /** The expected response; by default, as if nothing had happened. */
  status?: number;
};

export type Operation = {
  /** Method and route as in the access matrix; after a comma, the variant. */
  name: string;
  /** The status on success. */
  well: number;
  tolerates: Tolerance[];
  /** Makes the call succeed, even again after it failed. */
  prepare: (desk: PolicyDesk) => Call | Promise<Call>;
};

export function operation(
  name: string,
  well: number,
  prepare: Operation['prepare'] = () => ({}),
  tolerates: Tolerance[] = [],
): Operation {
  return { name, well, prepare, tolerates };
}
