import type { ReactNode } from 'react';

/** A desk with a screen on it, also the site's icon. */
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

type SignedOutFrameProps = { title: string; description?: ReactNode; children: ReactNode };

/** The layout of pages outside the console: sign-in, set-up, a missing file. */
export function SignedOutFrame({ title, description, children }: SignedOutFrameProps) {
  return (
    <main id="content" className="grid min-h-dvh place-items-center px-4 py-12">
      <div className="w-full max-w-88">
        <div className="mb-6 flex items-center gap-2 text-13 font-medium">
          <BrandMark className="size-6" />
          Reseller Desk
        </div>
        <h1 className="text-20 font-semibold">{title}</h1>
        {description && <p className="mt-1 text-13 text-muted">{description}</p>}
        <div className="mt-6">{children}</div>
      </div>
    </main>
  );
}
