'use client';

import { useEffect, useRef, type ReactNode } from 'react';

type StepHeadingProps = {
  /** The step was just opened: its heading takes the focus and is announced. */
  isEntered: boolean;
  children: ReactNode;
};

export function StepHeading({ isEntered, children }: StepHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isEntered) return;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [isEntered]);
  return (
    <h2 ref={heading} tabIndex={-1} className="text-15 font-medium outline-none">
      {children}
    </h2>
  );
}
