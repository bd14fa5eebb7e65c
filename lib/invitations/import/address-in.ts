import 'server-only';

type Bracketed = { address: string; around: string };

/**
 * The address in a cell or an entry, without the name around it: of `Ann Lee <ann@x.example>`,
 * `<mailto:ann@x.example>`, `Ann Lee [mailto:ann@x.example]` and `ann@x.example (Ann Lee)`. Text
 * with several addresses comes back as it is: which one was meant can't be known.
 */
export function addressIn(text: string): string {
  const trimmed = text.trim();
  const bracketed = inBrackets(trimmed);
  if (!bracketed) {
    const plain = withoutQuotes(withoutMailto(trimmed));
    const comment = plain.endsWith(')') ? plain.indexOf(' (') : -1;
    return comment > 0 && !plain.includes('@', comment) ? plain.slice(0, comment).trim() : plain;
  }
  // Outlook repeats the address where it knows no name: `ann@x.example <ann@x.example>`.
  const { address, around } = bracketed;
  return around.replaceAll(address, '').includes('@') ? trimmed : withoutQuotes(address);
}

/** Whether an address stands in angle brackets, as mail programs write it. */
export function hasBracketedAddress(text: string): boolean {
  return inBrackets(text) !== null;
}

/** Each character is looked at a bounded number of times: a regular expression would go back and forth. */
function inBrackets(text: string): Bracketed | null {
  for (let from = 0; ;) {
    const first = text.indexOf('<', from);
    const close = first < 0 ? -1 : text.indexOf('>', first);
    if (close < 0) break;
    const open = text.lastIndexOf('<', close);
    const inner = text.slice(open + 1, close);
    if (inner.includes('@')) {
      const around = text.slice(0, open) + text.slice(close + 1);
      return { address: withoutMailto(inner.trim()), around };
    }
    from = close + 1;
  }
  const open = text.indexOf('[mailto:');
  const close = text.indexOf(']', open);
  if (open < 0 || close < 0) return null;
  const around = text.slice(0, open) + text.slice(close + 1);
  return { address: text.slice(open + '[mailto:'.length, close).trim(), around };
}

function withoutMailto(text: string): string {
  return /^mailto:/i.test(text) ? text.slice('mailto:'.length).trim() : text;
}

function withoutQuotes(text: string): string {
  const first = text[0];
  const isQuoted = text.length > 1 && (first === '"' || first === "'") && text.endsWith(first);
  return isQuoted ? text.slice(1, -1).trim() : text;
}
