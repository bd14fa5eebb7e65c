import { shownEmail } from '@/lib/shared/email/shown-email';

/** An e-mail address in running text: one text node, so that it is copied and found in the page whole. */
export function Address({ email }: { email: string }) {
  return (
    <span className="inline-block max-w-full align-bottom font-medium wrap-anywhere text-ink">
      {shownEmail(email)}
    </span>
  );
}
