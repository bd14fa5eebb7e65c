/** Codes of `audit/forward-error.ts`. */
const sentences: Readonly<Record<string, string>> = {
  unreachable: 'The receiver can’t be reached.',
  certificate: 'The receiver’s certificate can’t be verified, or it refused ours.',
  slow: 'The receiver takes too long.',
  cut: 'The receiver closed the connection before it took everything.',
  refused: 'The receiver refused the events.',
  redirected: 'The receiver answered with a redirect, which isn’t followed.',
  files: 'A certificate file in the settings can’t be read.',
};

/** Why events can’t be forwarded, as a sentence. */
export function describeForwardFailure(code: string): string {
  return (Object.hasOwn(sentences, code) && sentences[code]) || 'The last attempt failed.';
}
