/** A requirement of OWASP ASVS 5.0.0, in a few words of ours. */
export type Item = { id: string; about: string } & (
  | { is: 'met'; code: string[]; tests: string[]; note?: string }
  | { is: 'open'; reason: string; code?: string[] }
  | { is: 'not applicable'; reason: string }
);

export type Chapter = { number: number; title: string; items: Item[] };

/**
 * @param code files or folders
 * @param tests files, each with the beginning or a part of a title: `file › title`; or the
 * documents themselves, for what only has to be written down
 */
export function met(
  id: string,
  about: string,
  code: string[],
  tests: string[],
  note?: string,
): Item {
  return { id, about, is: 'met', code, tests, ...(note && { note }) };
}

export function open(id: string, about: string, reason: string, code?: string[]): Item {
  return { id, about, is: 'open', reason, ...(code && { code }) };
}

/** @param ids `8.4.1`, or several: `4.3.1–2` */
export function notApplicable(ids: string, about: string, reason: string): Item[] {
  const [, section = '', first = '', last = first] =
    /^(\d+\.\d+)\.(\d+)(?:–(\d+))?$/.exec(ids) ?? [];
  const count = Number(last) - Number(first) + 1;
  return Array.from({ length: count }, (_, index) => ({
    id: `${section}.${Number(first) + index}`,
    about,
    is: 'not applicable',
    reason,
  }));
}
