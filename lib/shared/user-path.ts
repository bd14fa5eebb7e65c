type LinkedUser = {
  username: string;
  /** Left out if only the address is known. */
  accountId?: string;
  /** As `/api/users` gives it. Without it, the server finds the path. */
  key?: string;
};

/** The path at which a customer user is opened. An address is never part of a path itself. */
export function userPath({ username, accountId, key }: LinkedUser): string {
  if (key) return `/users/${key}`;
  return `/users?${new URLSearchParams({ ...(accountId && { account: accountId }), user: username })}`;
}
