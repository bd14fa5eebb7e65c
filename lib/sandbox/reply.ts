/** An answer before any fault is applied. */
export type Reply = {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
  /** Whether the answer changed anything; see `SandboxCall.effect`. */
  effect: boolean;
};

/** A request as the routes receive it. */
export type SandboxRequest = {
  method: string;
  path: string;
  headers: Record<string, string>;
  text: string;
  /** The parsed JSON, `undefined` for an empty body. */
  body: unknown;
  isMalformed: boolean;
  ip: string;
};

export function htmlReply(status: number, html: string): Reply {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    body: html,
    effect: false,
  };
}

export function emptyReply(status: number): Reply {
  return { status, headers: {}, body: '', effect: false };
}
