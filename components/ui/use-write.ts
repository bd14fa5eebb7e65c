'use client';

import {
  useMutation,
  type DefaultError,
  type UseMutationOptions,
  type UseMutationResult,
} from '@tanstack/react-query';
import { useCallback, useRef, type FormEvent } from 'react';

/**
 * A mutation that a double click starts only once. The pending state isn't rendered until the next
 * paint, so a second click may come before it: it starts nothing and gets the first call's result.
 * A different input is a different call.
 */
export function useWrite<Data = unknown, Input = void, Context = unknown>(
  options: UseMutationOptions<Data, DefaultError, Input, Context>,
): UseMutationResult<Data, DefaultError, Input, Context> {
  const mutation = useMutation(options);
  const start = mutation.mutateAsync;
  const running = useRef(new Map<string, Promise<Data>>());

  const mutateAsync = useCallback<typeof start>(
    (...args) => {
      const key = keyOf(args[0]);
      const found = running.current.get(key);
      if (found) return found;
      const call = start(...args).finally(() => {
        // After the result has been rendered.
        setTimeout(() => running.current.delete(key));
      });
      running.current.set(key, call);
      return call;
    },
    [start],
  );
  const mutate = useCallback<typeof mutation.mutate>(
    (...args) => void mutateAsync(...args).catch(() => undefined),
    [mutateAsync],
  );
  return { ...mutation, mutate, mutateAsync };
}

const fileKeys = new WeakMap<File, string>();
let files = 0;

/** JSON can't represent a file, so each file gets its own key. */
function keyOf(input: unknown): string {
  const keyed = JSON.stringify(input, (_, value: unknown) => {
    if (!(value instanceof File)) return value;
    const key = fileKeys.get(value) ?? `file ${(files += 1)}`;
    fileKeys.set(value, key);
    return key;
  }) as string | undefined;
  return keyed ?? '';
}

/**
 * The submit handler of a form that is sent once at a time: a second submit during the first does
 * nothing, even if React hasn't rendered in between.
 */
export function useSubmitOnce(
  send: (event: FormEvent<HTMLFormElement>) => Promise<unknown>,
): (event: FormEvent<HTMLFormElement>) => void {
  const isSending = useRef(false);
  return (event) => {
    event.preventDefault();
    if (isSending.current) return;
    isSending.current = true;
    void send(event).finally(() => {
      isSending.current = false;
    });
  };
}
