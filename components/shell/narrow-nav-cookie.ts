/** A cookie rather than local storage, so that the server renders the right width. */
const NAME = 'narrow-nav';
/** Over TLS it is `Secure` and bound to this host, like the session's. */
const SECURE_NAME = `__Host-${NAME}`;

const YEAR_SECONDS = 31_536_000;

export function rememberNarrowNav(isNarrow: boolean): void {
  const isSecure = location.protocol === 'https:';
  const [name, attribute] = isSecure ? [SECURE_NAME, '; secure'] : [NAME, ''];
  document.cookie = `${name}=${isNarrow ? 1 : 0}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${attribute}`;
}

/** Whether the navigation was last collapsed. */
export function isNavNarrow(cookies: {
  get(name: string): { value: string } | undefined;
}): boolean {
  return (cookies.get(SECURE_NAME) ?? cookies.get(NAME))?.value === '1';
}
