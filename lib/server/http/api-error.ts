import 'server-only';
import type { InputFault, Problem } from '@/lib/contract/problem';
import { errorCodes, type ErrorCode } from './error-codes';

type Options = {
  /** A sentence for a person, with the next step. Never a secret, SQL or an upstream's body. */
  detail: string;
  errors?: InputFault[];
  upstream?: Problem['upstream'];
  headers?: Record<string, string>;
  cause?: unknown;
};

/** Thrown anywhere below a handler; `withStaff` answers it as a problem. */
export class ApiError extends Error {
  override name = 'ApiError' as const;
  readonly status: number;
  readonly detail: string;
  readonly errors: InputFault[] | undefined;
  readonly upstream: Problem['upstream'];
  readonly headers: Record<string, string>;

  constructor(
    readonly code: ErrorCode,
    { detail, errors, upstream, headers = {}, cause }: Options,
  ) {
    super(code, { cause });
    this.status = errorCodes[code][0];
    this.detail = detail;
    this.errors = errors;
    this.upstream = upstream;
    this.headers = headers;
  }
}
