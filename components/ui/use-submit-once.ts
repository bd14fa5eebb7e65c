'use client';

import { useRef, type FormEvent } from 'react';

/**
 * The handler of a form that is sent once at a time: a second press while the first is at work does
 * nothing, also where React hasn't painted anything in between.
 */
export function useSubmitOnce(
  send: (event: FormEvent<HTMLFormElement>) => Promise<unknown>,
): (event: FormEvent<HTMLFormElement>) => void {
  const isAtWork = useRef(false);
  return (event) => {
    event.preventDefault();
    if (isAtWork.current) return;
    isAtWork.current = true;
    void send(event).finally(() => {
      isAtWork.current = false;
    });
  };
}
