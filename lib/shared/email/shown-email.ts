import { areDirectionsClear, readLabel } from './host-label';
import { isLookAlike } from './look-alike';

/**
 * An address as people write it: `info@bücher.example` for the key `info@xn--bcher-kva.example`. A
 * part of the host that only looks like another one keeps its `xn--`, which gives it away. What is
 * no address with such a host comes back as it is.
 */
export function shownEmail(email: string): string {
  return withHost(email, (label) => !isLookAlike(label));
}

/** The same without regard to looks, to be searched in. */
export function decodedEmail(email: string): string {
  return withHost(email, () => true);
}

/** What a person searches for as the keys have it: `bücher` is in them as `xn--bcher-kva`. */
export function encodedSearch(text: string): string {
  if (!/[^\0-\u007f]/.test(text)) return text;
  const at = text.lastIndexOf('@');
  const labels = text
    .slice(at + 1)
    .normalize('NFC')
    .toLowerCase()
    .split('.')
    .map((label) => {
      const encoded = readLabel(label);
      return 'ascii' in encoded ? encoded.ascii : label;
    });
  return text.slice(0, at + 1) + labels.join('.');
}

function withHost(email: string, isShown: (label: string) => boolean): string {
  if (!email.includes('xn--')) return email;
  const at = email.lastIndexOf('@');
  const labels = email
    .slice(at + 1)
    .split('.')
    .map((label) => {
      if (!label.startsWith('xn--')) return label;
      const decoded = readLabel(label);
      return 'shown' in decoded && isShown(decoded.shown) ? decoded.shown : label;
    });
  if (at < 0 || !areDirectionsClear(labels)) return email;
  return email.slice(0, at + 1) + labels.join('.');
}
