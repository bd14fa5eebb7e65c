'use client';

import {
  useMutation,
  useQueryClient,
  type DefaultError,
  type MutateOptions,
  type UseMutationOptions,
  type UseMutationResult,
} from '@tanstack/react-query';
import { useCallback, useRef, type FormEvent } from 'react';
import { toast } from './toast';

type Callbacks<Data, Input, Context> = MutateOptions<Data, DefaultError, Input, Context> & {
  /** The change waits for a second person: the form has done its part. */
  onWaiting?: () => void;
};

type Started<Result> = Result extends unknown ? Omit<Result, 'mutate' | 'mutateAsync'> : never;

type Write<Data, Input, Context> = Started<
  UseMutationResult<Data, DefaultError, Input, Context>
> & {
  mutate: (input: Input, callbacks?: Callbacks<Data, Input, Context>) => void;
  mutateAsync: (input: Input, callbacks?: Callbacks<Data, Input, Context>) => Promise<Data>;
};

/**
 * A mutation that a double click starts only once. The pending state isn't rendered until the next
 * paint, so a second click may come before it: it starts nothing and gets the first call's result.
 * A different input is a different call. A change that waits for a second person is neither a
 * success nor an error: the person is told so.
 */
export function useWrite<Data = unknown, Input = void, Context = unknown>(
  options: UseMutationOptions<Data, DefaultError, Input, Context>,
): Write<Data, Input, Context> {
  const client = useQueryClient();
  const mutation = useMutation(options);
  const { mutateAsync: start, reset } = mutation;
  const running = useRef(new Map<string, Promise<Data>>());

  const mutateAsync = useCallback(
    (input: Input, { onWaiting, ...callbacks }: Callbacks<Data, Input, Context> = {}) => {
      const key = keyOf(input);
      const found = running.current.get(key);
      if (found) return found;
      const call = start(input, {
        ...callbacks,
        onError: (error, ...rest) => {
          if (!isWaiting(error)) return callbacks.onError?.(error, ...rest);
          reset();
          toast.info('Waiting for a second person', { description: error.detail });
          void client.invalidateQueries({ queryKey: ['approvals'] });
          onWaiting?.();
        },
      }).finally(() => {
        // After the result has been rendered.
        setTimeout(() => running.current.delete(key));
      });
      running.current.set(key, call);
      return call;
    },
    [start, reset, client],
  );
  const mutate = useCallback(
    (input: Input, callbacks?: Callbacks<Data, Input, Context>) =>
      void mutateAsync(input, callbacks).catch(() => undefined),
    [mutateAsync],
  );
  return { ...mutation, mutate, mutateAsync };
}

function isWaiting({ code }: DefaultError): boolean {
  return code === 'waits_for_approval';
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
