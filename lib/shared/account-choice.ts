/** An account as pages know it. */
export type ShownAccount = {
  id: string;
  upstream: 'remotepc' | 'remoteit';
  name: string;
  isSandbox: boolean;
  /** Used where no account is named. */
  isDefault: boolean;
};

export type Upstream = ShownAccount['upstream'];

/** What `?account=` says for all accounts of a vendor together. */
export const ALL = 'all';

/** Per vendor, the account a person last selected, or `all`; null: the default account. */
export type AccountChoices = Record<Upstream, string | null>;

export const noChoices: AccountChoices = { remotepc: null, remoteit: null };

export function accountsOf(accounts: readonly ShownAccount[], upstream: Upstream): ShownAccount[] {
  return accounts.filter((account) => account.upstream === upstream);
}

/**
 * Those of the vendor that `all` means: the sandbox is never among real ones. The server's
 * `together` says the same.
 */
export function togetherOf(accounts: readonly ShownAccount[], upstream: Upstream): ShownAccount[] {
  const usable = accountsOf(accounts, upstream);
  const real = usable.filter(({ isSandbox }) => !isSandbox);
  return real.length > 0 ? real : usable;
}

/** Of what was remembered, what can still be selected: with one account, there is no choice. */
export function offeredChoices(
  accounts: readonly ShownAccount[],
  remembered: AccountChoices,
): AccountChoices {
  const offered = (upstream: Upstream) => {
    const choice = remembered[upstream];
    if (choice === ALL) return togetherOf(accounts, upstream).length > 1 ? choice : null;
    const usable = accountsOf(accounts, upstream);
    return usable.length > 1 && usable.some(({ id }) => id === choice) ? choice : null;
  };
  return { remotepc: offered('remotepc'), remoteit: offered('remoteit') };
}

/** A cookie rather than local storage, so that the server renders the right list. */
const NAME = 'accounts';
/** Over TLS it is `Secure` and bound to this host, like the session's. */
const SECURE_NAME = `__Host-${NAME}`;
const YEAR_SECONDS = 31_536_000;

/** The cookie to set. It names the person, so that the next one in this browser starts anew. */
export function choicesCookie(
  personId: string,
  { remotepc, remoteit }: AccountChoices,
  isSecure: boolean,
): string {
  const [name, attribute] = isSecure ? [SECURE_NAME, '; secure'] : [NAME, ''];
  const value = [personId, remotepc ?? '', remoteit ?? ''].join('.');
  return `${name}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${attribute}`;
}

/** What this person selected; null if the cookie is someone else's, or there is none. */
export function readChoices(
  cookies: { get(name: string): { value: string } | undefined },
  personId: string,
): AccountChoices | null {
  const value = (cookies.get(SECURE_NAME) ?? cookies.get(NAME))?.value ?? '';
  const [owner, remotepc, remoteit] = value.split('.');
  if (owner !== personId) return null;
  return { remotepc: remotepc || null, remoteit: remoteit || null };
}
