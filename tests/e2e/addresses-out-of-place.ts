/** Where the contract allows searching for a person, so that a link shows a colleague the same. */
const SEARCHED = ['search', 'q', 'user', 'target', 'targetIs', 'actor'];

/** Every part of a URL, apart from a search on our own origin, that contains an email address. */
export function addressesOutOfPlace(text: string, ownOrigin: string): string[] {
  const url = new URL(text);
  const isOwn = url.origin === ownOrigin;
  const found = [url.username, decodeURIComponent(url.pathname), decodeURIComponent(url.hash)];
  for (const [name, value] of url.searchParams) {
    // Where to go after signing in: one of our own URLs, with its own query.
    if (isOwn && name === 'callbackUrl') {
      found.push(...addressesOutOfPlace(new URL(value, ownOrigin).href, ownOrigin));
    } else if (!isOwn || !SEARCHED.includes(name)) {
      found.push(`${name}=${value}`);
    }
  }
  return found.filter((part) => part.includes('@'));
}
