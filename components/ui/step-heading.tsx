'use client';

import { useEffect, useRef, type ReactNode } from 'react';

type StepHeadingProps = {
  /** Takes the focus: the step was just come to, and is read aloud. */
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
