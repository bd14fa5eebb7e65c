/** How a limit stands in a field: empty where there is none. */
export function limitText(limit: number | null): string {
  return limit === null ? '' : String(limit);
}

/**
 * What a field says, in a range as the server has it; written out where it is used, because the
 * server's schemas would bring zod into the page. null: no limit; `undefined`: neither that nor a
 * number that can be one.
 */
export function readLimit(text: string, [least, most]: readonly [number, number]) {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const limit = /^\d{1,6}$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  return limit >= least && limit <= most ? limit : undefined;
}
