import type { ReactNode } from 'react';
import { BrandMark } from './brand-mark';

type SignedOutFrameProps = { title: string; description?: ReactNode; children: ReactNode };

/** The page around everything that stands outside the console: sign-in, set-up, no access, no such page. */
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
