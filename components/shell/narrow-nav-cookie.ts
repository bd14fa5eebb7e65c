/** A cookie rather than local storage: the server draws the navigation at its right width at once. */
export const NARROW_NAV_COOKIE = 'narrow-nav';

const YEAR_SECONDS = 31_536_000;

export function rememberNarrowNav(isNarrow: boolean): void {
  document.cookie = `${NARROW_NAV_COOKIE}=${isNarrow ? 1 : 0}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
