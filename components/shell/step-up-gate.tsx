'use client';

import { useEffect, useState } from 'react';
import { findConfirmations } from '@/lib/client/admission';
import { setStepUpAsker } from '@/lib/client/step-up';

type Dialog = typeof import('./step-up-dialog').StepUpDialog;
type Means = Awaited<ReturnType<typeof findConfirmations>>;
type Asking = { Dialog: Dialog; means: Means; settle: (isDone: boolean) => void };

/** Asks the signed-in person to confirm that it's them whenever a call requires it. */
export function StepUpGate() {
  const [asking, setAsking] = useState<Asking | null>(null);
  useEffect(() => {
    let abandon = () => {};
    setStepUpAsker(async () => {
      // If the dialog's code can't be loaded, only the call fails, and the page keeps its state.
      const [Dialog, means] = await Promise.all([
        import('./step-up-dialog').then(
          (loaded) => loaded.StepUpDialog,
          () => null,
        ),
        findConfirmations(),
      ]);
      if (!Dialog) return false;
      return new Promise<boolean>((resolve) => {
        abandon = () => resolve(false);
        setAsking({ Dialog, means, settle: resolve });
      });
    });
    return () => {
      setStepUpAsker(null);
      abandon();
    };
  }, []);
  if (!asking) return null;
  const { Dialog, means, settle } = asking;
  return (
    <Dialog
      means={means}
      onEnd={(isDone) => {
        setAsking(null);
        settle(isDone);
      }}
    />
  );
}
