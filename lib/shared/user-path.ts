type LinkedUser = {
  username: string;
  /** Left out if only the address is known. */
  accountId?: string;
};

/** The path at which a customer user is opened. An address is never part of a path itself. */
export function userPath({ username, accountId }: LinkedUser): string {
  return `/users?${new URLSearchParams({ ...(accountId && { account: accountId }), user: username })}`;
}
