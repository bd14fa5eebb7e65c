/**
 * The address that a text is, or null. Instead of `URL.canParse`, which in Node 20 refuses addresses
 * with letters such as ü once it has been called a few thousand times.
 */
export function parseUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
