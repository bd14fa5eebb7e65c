/** `?account=` of a call; without one the server takes the first account. */
export function accountQuery(account: string | null): string {
  return account ? `?${new URLSearchParams({ account })}` : '';
}
