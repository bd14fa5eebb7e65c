/** A desk with a screen on it. The same drawing is the page's icon. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={className}>
      <rect width="24" height="24" rx="6" className="fill-accent-solid" />
      <path
        d="M8.5 6.5h7v5h-7zM5 14.5h14M7.5 14.5v4M16.5 14.5v4"
        fill="none"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-on-accent"
      />
    </svg>
  );
}
