import 'server-only';

/** Whether the caller would rather have a page than JSON: it names HTML, and no JSON above it. */
export function prefersHtml(accept: string | null): boolean {
  const wishes = (accept ?? '').split(',').map(readWish);
  const best = (type: RegExp): number =>
    Math.max(0, ...wishes.filter((wish) => type.test(wish.type)).map((wish) => wish.quality));
  const html = best(/^text\/html$|^application\/xhtml\+xml$/);
  return html > 0 && html >= best(/^application\/(?:problem\+)?json$/);
}

function readWish(text: string): { type: string; quality: number } {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
}
