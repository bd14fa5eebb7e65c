import 'server-only';

/** The route of a path: each bracketed part of the folder in the place of its value. */
export function routeOf(
  path: string,
  params: Readonly<Record<string, string | string[] | undefined>>,
): string {
  const parts = path.split('/');
  for (const [name, value] of Object.entries(params)) {
    // All of what was typed at an address that doesn't exist.
    if (Array.isArray(value)) return `${parts.slice(0, -value.length).join('/')}/[...${name}]`;
    const place = parts.findLastIndex((part) => part === value || decoded(part) === value);
    if (place >= 0) parts[place] = `[${name}]`;
  }
  return parts.join('/');
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
