import type { ConnectionCheck } from './accounts';
import type { StoredCustomer } from './customers';

/** One error in the input: `path` as in `rows[17].email`. */
export type InputFault = { path: string; code: string; message: string };

/** `application/problem+json`: how every route of ours returns an error. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: InputFault[];
  /** For `account_refused`: what the test of the account found. */
  checks?: ConnectionCheck[];
  /** For `customer_changed`: as it is now. */
  current?: StoredCustomer;
  upstream?: { name: string; status?: number; code?: string };
  requestId: string;
};
