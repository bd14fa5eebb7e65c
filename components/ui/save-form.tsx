'use client';

import type { FormEvent, ReactNode } from 'react';
import { Button } from './button';
import { Notice } from './notice';

type SaveFormProps = {
  /** What is saved, as in "the policy". */
  what: string;
  /** The button: "Save policy". */
  label: string;
  onSave: () => void;
  isPending: boolean;
  /** Why saving failed; leave it out while a field shows the reason. */
  error: { detail: string; isRefusal: boolean } | null;
  children: ReactNode;
};

/** A few fields and the button that saves them, once at a time. Anything typed stays after an error. */
export function SaveForm({ what, label, onSave, isPending, error, children }: SaveFormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending) onSave();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {children}
      {error && (
        <Notice
          tone="bad"
          title={
            error.isRefusal
              ? `Couldn’t save ${what}`
              : `Outcome unknown: ${what} may have been saved`
          }
          isLive
        >
          {error.detail}
        </Notice>
      )}
      <div>
        <Button type="submit" isPending={isPending}>
          {label}
        </Button>
      </div>
    </form>
  );
}
