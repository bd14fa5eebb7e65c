'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { toast } from '@/components/ui/toast';
import { useSubmitOnce } from '@/components/ui/use-write';
import { ApiProblem, newIdempotencyKey } from '@/lib/client/fetch-api';
import { addUserInputSchema, type AddUserInput } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { useAddUser, type AddedUser } from './queries';

type Typed = z.input<typeof addUserInputSchema>;

const empty: Typed = {
  firstName: '',
  lastName: '',
  email: '',
  password: '',
  seats: 1,
  notifyUser: true,
  storePassword: false,
};

/** In the order they stand in the form. */
const shownFields: readonly AddUserField[] = [
  'firstName',
  'lastName',
  'email',
  'password',
  'seats',
  'storePassword',
];

/** The filled form, its attempts, and how the last one ended. */
export function useAddUserForm(account: string | null) {
  const form = useForm<Typed, unknown, AddUserInput>({
    resolver: zodResolver(addUserInputSchema),
    defaultValues: empty,
    mode: 'onTouched',
  });
  const add = useAddUser(account);
  const nextKey = useAttemptKey();
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [doubtful, setDoubtful] = useState<{ problem: ApiProblem; email: string } | null>(null);
  const [done, setDone] = useState<{ added: AddedUser; input: AddUserInput } | null>(null);

  const save = async (input: AddUserInput) => {
    setProblem(null);
    setDoubtful(null);
    try {
      const added = await add.mutateAsync({ input, idempotencyKey: nextKey.for(input) });
      nextKey.settle();
      toast.success(`${shownEmail(added.username)} was added`);
      setDone({ added, input });
    } catch (failure) {
      if (!(failure instanceof ApiProblem)) throw failure;
      if (failure.code !== 'network') nextKey.settle();
      const { atFields, general, isInDoubt } = addUserFaults(failure);
      for (const { field, message } of atFields) form.setError(field, { type: 'server', message });
      if (isInDoubt) setDoubtful({ problem: failure, email: input.email });
      else if (general !== null) setProblem(failure);
    }
  };

  const submit = useSubmitOnce((event) => form.handleSubmit(save)(event));

  const { errors, submitCount } = form.formState;
  return {
    form,
    submit,
    isSaving: form.formState.isSubmitting,
    submitCount,
    /** What stands in the way, with the fields it is about. */
    summary: {
      errors: [
        ...(problem ? [{ message: addUserFaults(problem).general ?? problem.detail }] : []),
        ...shownFields.flatMap((field) => {
          const message = errors[field]?.message;
          return message ? [{ fieldId: field, message }] : [];
        }),
      ],
      requestId: problem?.requestId,
    },
    doubtful,
    done,
    startAgain: () => {
      setDone(null);
      form.reset(empty);
    },
  };
}

/**
 * The key under which an attempt may be repeated without a second effect. Where the answer never
 * reached the browser, the same input goes out under the same key; once an answer came, pressing
 * again is a new attempt.
 */
function useAttemptKey() {
  const attempt = useRef<{ body: string; key: string } | null>(null);
  return {
    for: (input: AddUserInput) => {
      const body = JSON.stringify(input);
      if (attempt.current?.body !== body) attempt.current = { body, key: newIdempotencyKey() };
      return attempt.current.key;
    },
    settle: () => {
      attempt.current = null;
    },
  };
}

type AddUserField = keyof AddUserInput;

const fields: readonly AddUserField[] = [
  'firstName',
  'lastName',
  'email',
  'password',
  'seats',
  'notifyUser',
  'storePassword',
];

/** Codes after which the user may have been added all the same. */
const doubtful = new Set([
  'upstream_timeout',
  'upstream_malformed',
  'upstream_unavailable',
  'network',
  'malformed',
]);

type AddUserFaults = {
  atFields: { field: AddUserField; message: string }[];
  /** What belongs to no field, or nothing but a sentence came. */
  general: string | null;
  /** Nobody knows whether the user was added: look before trying again. */
  isInDoubt: boolean;
};

/** Where each part of a refused or failed attempt is shown. */
function addUserFaults(problem: ApiProblem): AddUserFaults {
  const atFields: AddUserFaults['atFields'] = [];
  const elsewhere: string[] = [];
  for (const { path, message } of problem.errors) {
    const field = fields.find((name) => name === path);
    if (field) atFields.push({ field, message });
    else elsewhere.push(message);
  }
  if (problem.code === 'email_exists' && !atFields.some(({ field }) => field === 'email')) {
    atFields.push({ field: 'email', message: problem.detail });
  }
  const isUntold = atFields.length === 0 && elsewhere.length === 0;
  return {
    atFields,
    general: isUntold ? problem.detail : elsewhere.join(' ') || null,
    isInDoubt: doubtful.has(problem.code),
  };
}
