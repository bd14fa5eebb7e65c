/**
 * Which rows of an answer: that many from the front, or those with these names (`username`, or
 * remote.it's `deviceaddress`) in any case.
 */
export type RowChoice = number | readonly string[];

/**
 * What goes wrong with one call. An empty fault is a normal call, useful inside a sequence.
 * Three groups, applied in this order: the *connection* breaks; the *answer* is replaced or
 * reshaped; its *bytes* are damaged. A fault that only reshapes, slows or cuts lets the request
 * take effect first; one that replaces the answer doesn't, unless `effect` is `'applied'`.
 */
export type Fault = {
  /** Waits before the request takes effect: it arrives late, and is still carried out. */
  delayEffectMs?: number;
  /**
   * Waits after the effect and before the answer (or the reset). A day means "no answer at all".
   */
  delayMs?: number;
  /** The connection is reset once the request has been read, before any effect. */
  resetBefore?: true;
  /** The request takes effect, then the connection is reset without an answer. */
  resetAfter?: true;

  /** Overrides whether the request takes effect; see above for what happens without it. */
  effect?: 'none' | 'applied';
  /** Alone: the documented body of that status. With `effect: 'applied'`: the real body with it. */
  status?: number;
  /**
   * Only the number in the HTTP status line; the body stays the same. With 200, an error's envelope
   * comes with a success status: `{ status: 400, httpStatus: 200 }`, or just `{ httpStatus: 200 }`
   * if the request is one that gets refused.
   */
  httpStatus?: number;
  headers?: Record<string, string>;
  /** Sent instead of the real body, with status 200 and the real content type by default. */
  body?: string | Buffer;
  /** A gateway's HTML page; status 502 by default. */
  html?: true;
  /** The `Retry-After` header, unmodified; status 429 by default. */
  retryAfter?: string;
  /** The `Location` header; status 302 by default. */
  redirectTo?: string;

  /**
   * Merged into the real JSON: `{ status: 'true' }`, `{ code: 500 }`; `undefined` removes a key.
   */
  envelope?: Record<string, unknown>;
  /** GraphQL: the fields at these paths are null, each with an error that names its path. */
  nullAt?: readonly (readonly (string | number)[])[];
  /** `message` as JSON inside a string. */
  messageAsString?: true;
  dropRows?: RowChoice;
  /** These rows are duplicated. */
  duplicateRows?: RowChoice;
  extraRows?: readonly Record<string, unknown>[];
  /** The rows in reverse order. */
  reorderRows?: true;
  /** Upper-case names in the rows. */
  upperCaseRows?: true;
  /** A new `status` for every row, or old → new. */
  renameStatus?: string | Record<string, string>;

  /** Only that many bytes of the body are sent; the headers promise all of them. */
  truncateAt?: number;
  /**
   * How the cut ends: connection closed, reset, or `clean`, a complete HTTP message with cut JSON.
   */
  truncateWith?: 'fin' | 'rst' | 'clean';
  /** Headers, then nothing. */
  stallAfterHeaders?: true;
  drip?: { bytesPerSecond: number };
  /** The real JSON padded with white space to this size, sent gzipped. */
  gzipBombBytes?: number;
  /** The same, uncompressed. */
  padToBytes?: number;
};
