'use client';

import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { Button } from './button';
import { Notice } from './notice';
import { useUnsaved } from './unsaved';

type SaveFormProps = {
  /** What is saved, as in "the policy". */
  what: string;
  /** The button: "Save policy". */
  label: string;
  onSave: () => void;
  isPending: boolean;
  /** Why saving failed; leave it out while a field shows the reason. */
  error: { detail: string; isRefusal: boolean } | null;
  /**
   * For a form that shows what is saved: the button appears with the first change, stays in view,
   * and leaving the page asks. Without it, the button is always there.
   */
  changes?: { isChanged: boolean; onDiscard: () => void };
  children: ReactNode;
};

/** Fields and the button that saves them, once at a time. Anything typed stays after an error. */
export function SaveForm(props: SaveFormProps) {
  const { what, label, onSave, isPending, error, changes, children } = props;
  const isChanged = changes?.isChanged ?? true;
  const form = useRef<HTMLFormElement>(null);
  useUnsaved(changes?.isChanged ?? false);
  useEffect(() => {
    // The bar that had the focus is gone.
    if (!isChanged && document.activeElement === document.body) {
      form.current?.focus({ preventScroll: true });
    }
  }, [isChanged]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending && isChanged) onSave();
  };
  const fault = error && (
    <Notice
      tone="bad"
      title={
        error.isRefusal ? `Couldn’t save ${what}` : `Outcome unknown: ${what} may have been saved`
      }
      isLive
    >
      {error.detail}
    </Notice>
  );
  return (
    <form
      ref={form}
      tabIndex={-1}
      onSubmit={submit}
      noValidate
      className="flex flex-col gap-4 outline-none"
    >
      {children}
      {!changes ? (
        <>
          {fault}
          <div>
            <Button type="submit" isPending={isPending}>
              {label}
            </Button>
          </div>
        </>
      ) : (
        isChanged && (
          <div
            data-foot
            className="sticky bottom-3 z-10 flex animate-rise flex-col gap-2 rounded-panel bg-raised p-2 pl-3 shadow-float print:hidden"
          >
            {fault}
            <div className="flex flex-wrap items-center justify-between gap-2">
              <p role="status" className="text-13 font-medium">
                Unsaved changes
              </p>
              <div className="flex gap-2">
                <Button
                  variant="ghost"
                  disabled={isPending}
                  onClick={() => {
                    changes.onDiscard();
                    form.current?.focus({ preventScroll: true });
                  }}
                >
                  Discard
                </Button>
                <Button type="submit" variant="primary" isPending={isPending}>
                  {label}
                </Button>
              </div>
            </div>
          </div>
        )
      )}
    </form>
  );
}
