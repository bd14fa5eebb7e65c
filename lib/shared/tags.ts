export const MAX_TAGS = 20;
export const MAX_TAG_LENGTH = 40;

/** Tags with the same key are the same: "VIP" and "vip". */
export function tagKeyOf(tag: string): string {
  return tag.normalize('NFKC').toLowerCase();
}

/** A search text as it is compared: with addresses, notes and tags in lower case. */
export function foldedSearch(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
