'use client';

import { useEffect, useRef, type ReactNode } from 'react';

type StepHeadingProps = {
  /** The step was just opened: its heading takes the focus and is announced. */
  isEntered: boolean;
  /** What the step does, in one line. */
  hint?: ReactNode;
  children: ReactNode;
};

export function StepHeading({ isEntered, hint, children }: StepHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isEntered) return;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [isEntered]);
  return (
    <div>
      <h2 ref={heading} tabIndex={-1} className="text-15 font-medium outline-none">
        {children}
      </h2>
      {hint && <p className="mt-1 max-w-190 text-13 text-muted">{hint}</p>}
    </div>
  );
}
