import 'server-only';

/** A text that a name contains; with a `*` in it, which stands for anything, the whole name. */
export type NamePattern = { value: string };

type Node = { next: Map<number, Node>; ends: number[] };

/**
 * Which of these patterns a name has, in their order. All are looked for in one walk over the name,
 * whose time hardly depends on how many there are: one by one, 500 for 100,000 names would be
 * 50 million searches. Names and patterns are compared as they are: fold both before.
 */
export function namePatterns<P extends NamePattern>(patterns: readonly P[]): (name: string) => P[] {
  const root = treeOf(patterns.map(({ value }) => longest(value.split('*'))));
  return (name) => {
    const found: number[] = [];
    for (let start = 0; start < name.length; start += 1) {
      let node = root.next.get(name.charCodeAt(start));
      for (let at = start + 1; node; at += 1) {
        for (const place of node.ends) if (!found.includes(place)) found.push(place);
        node = node.next.get(name.charCodeAt(at));
      }
    }
    return found
      .sort((one, other) => one - other)
      .flatMap((place) => patterns[place] ?? [])
      .filter(({ value }) => fits(name, value));
  };
}

/** The texts by their letters, each with its place where it ends. */
function treeOf(texts: readonly string[]): Node {
  const root: Node = { next: new Map(), ends: [] };
  for (const [place, text] of texts.entries()) {
    let node = root;
    for (let at = 0; at < text.length; at += 1) {
      const next: Node = node.next.get(text.charCodeAt(at)) ?? { next: new Map(), ends: [] };
      node.next.set(text.charCodeAt(at), next);
      node = next;
    }
    node.ends.push(place);
  }
  return root;
}

function longest(parts: readonly string[]): string {
  return parts.reduce((one, other) => (other.length > one.length ? other : one), '');
}

/** The longest part is in the name; with a `*`, so have to be the others, in order. */
function fits(name: string, value: string): boolean {
  if (!value.includes('*')) return true;
  const parts = value.split('*');
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  const end = name.length - last.length;
  if (!name.startsWith(first) || !name.endsWith(last) || end < first.length) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = name.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
