const ANY = 'http://own.invalid';

/**
 * A path of ours to go to after signing in, from what stands in the address: `/` unless the browser
 * would read exactly these characters as a path on our own site. What it would rewrite on the way
 * (`/.//evil.example` becomes `//evil.example`) isn't taken.
 */
export function ownPath(given: unknown): string {
  if (typeof given !== 'string' || !given.startsWith('/') || !URL.canParse(given, ANY)) return '/';
  const { origin, pathname, search, hash } = new URL(given, ANY);
  const isUnchanged = pathname + search + hash === given;
  return origin === ANY && isUnchanged && !pathname.startsWith('//') ? given : '/';
}
