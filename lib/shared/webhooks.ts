/** Instead of a list of actions: all of them. */
export const ALL_EVENTS = '*';

/** Codes of `lib/server/webhooks/post.ts`. */
const sentences: Readonly<Record<string, string>> = {
  not_allowed: 'The address leads to this machine or a private network.',
  unreachable: 'The receiver can’t be reached.',
  certificate: 'The receiver’s certificate can’t be verified.',
  slow: 'The receiver didn’t answer within 10 seconds.',
  cut: 'The receiver closed the connection without an answer.',
  refused: 'The receiver refused the event.',
  redirected: 'The receiver answered with a redirect, which isn’t followed.',
  secret: 'The secret can’t be read. Check the vault, or rotate the secret.',
  removed: 'The event was removed from the audit log before it arrived.',
  disabled: 'The webhook was disabled before it arrived.',
};

/** Why a delivery failed, as a sentence. */
export function describeWebhookFailure(code: string): string {
  return (Object.hasOwn(sentences, code) && sentences[code]) || 'The last attempt failed.';
}
