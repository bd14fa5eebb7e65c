'use client';

import { lazy, Suspense, useEffect, useState } from 'react';
import { setStepUpAsker } from '@/lib/step-up-gate';

const StepUpDialog = lazy(async () => ({
  default: (await import('./step-up-dialog')).StepUpDialog,
}));

type Settle = (isDone: boolean) => void;

/** Asks for the person's own password wherever a call turns out to need it. */
export function StepUpGate() {
  const [settle, setSettle] = useState<Settle | null>(null);
  useEffect(() => {
    setStepUpAsker(() => new Promise<boolean>((resolve) => setSettle(() => resolve)));
    return () => setStepUpAsker(null);
  }, []);
  if (settle === null) return null;
  return (
    <Suspense fallback={null}>
      <StepUpDialog
        onEnd={(isDone) => {
          setSettle(null);
          settle(isDone);
        }}
      />
    </Suspense>
  );
}
