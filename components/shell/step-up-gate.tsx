'use client';

import { useEffect, useState } from 'react';
import { setStepUpAsker } from '@/lib/client/step-up';

type Dialog = typeof import('./step-up-dialog').StepUpDialog;
type Asking = { Dialog: Dialog; settle: (isDone: boolean) => void };

/** Asks the signed-in person to confirm their password whenever a call requires it. */
export function StepUpGate() {
  const [asking, setAsking] = useState<Asking | null>(null);
  useEffect(() => {
    let abandon = () => {};
    setStepUpAsker(async () => {
      // If the dialog's code can't be loaded, only the call fails, and the page keeps its state.
      const Dialog = await import('./step-up-dialog').then(
        (loaded) => loaded.StepUpDialog,
        () => null,
      );
      if (!Dialog) return false;
      return new Promise<boolean>((resolve) => {
        abandon = () => resolve(false);
        setAsking({ Dialog, settle: resolve });
      });
    });
    return () => {
      setStepUpAsker(null);
      abandon();
    };
  }, []);
  if (!asking) return null;
  const { Dialog, settle } = asking;
  return (
    <Dialog
      onEnd={(isDone) => {
        setAsking(null);
        settle(isDone);
      }}
    />
  );
}
