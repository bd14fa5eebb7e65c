import type { ReactNode } from 'react';

type LoadingRegionProps = {
  /** What is loading, read aloud: "Loading users". */
  label: string;
  /** Skeletons of the real layout. */
  children: ReactNode;
};

export function LoadingRegion({ label, children }: LoadingRegionProps) {
  return (
    <div aria-busy="true">
      <span role="status" className="sr-only">
        {label}
      </span>
      {children}
    </div>
  );
}
