'use client';

import {
  useMutation,
  type DefaultError,
  type UseMutationOptions,
  type UseMutationResult,
} from '@tanstack/react-query';
import { useCallback, useRef, type FormEvent } from 'react';

/**
 * A mutation that a press starts once. What says that it is pending comes with the next paint; a
 * second click may come before, and then is the same press: it starts nothing, and whoever waits
 * for it gets the first answer. Another input is another call.
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
        // Once what shows the answer is on its way to the screen.
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

/** JSON knows nothing of a file: each is known by itself. */
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
