/** Where the contract has somebody look for a person, so that a link shows a colleague the same. */
const SEARCHED = ['search', 'user', 'target', 'targetIs', 'actor'];

/** Every place of a URL, apart from a search on our own origin, that holds an e-mail address. */
export function addressesOutOfPlace(text: string, ownOrigin: string): string[] {
  const url = new URL(text);
  const isOwn = url.origin === ownOrigin;
  const found = [url.username, decodeURIComponent(url.pathname), decodeURIComponent(url.hash)];
  for (const [name, value] of url.searchParams) {
    // Where to go after signing in: an address of ours, with its own query.
    if (isOwn && name === 'callbackUrl') {
      found.push(...addressesOutOfPlace(new URL(value, ownOrigin).href, ownOrigin));
    } else if (!isOwn || !SEARCHED.includes(name)) {
      found.push(`${name}=${value}`);
    }
  }
  return found.filter((part) => part.includes('@'));
}
