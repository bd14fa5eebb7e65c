/** An e-mail address in running text: it keeps together, and breaks before the host where it must. */
export function Address({ email }: { email: string }) {
  const at = email.lastIndexOf('@');
  return (
    <span className="inline-block max-w-full align-bottom font-medium wrap-anywhere text-ink">
      {email.slice(0, at)}
      <wbr />
      {email.slice(at)}
    </span>
  );
}
