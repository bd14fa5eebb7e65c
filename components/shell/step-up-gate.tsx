'use client';

import { useEffect, useState } from 'react';
import { setStepUpAsker } from '@/lib/client/step-up';

type Dialog = typeof import('./step-up-dialog').StepUpDialog;
type Asking = { Dialog: Dialog; settle: (isDone: boolean) => void };

/** Asks for the person's own password wherever a call turns out to need it. */
export function StepUpGate() {
  const [asking, setAsking] = useState<Asking | null>(null);
  useEffect(() => {
    let abandon = () => {};
    setStepUpAsker(async () => {
      // Where its code can't be had, the call fails, and not the page with all that was typed.
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
