'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { useHandedOver } from '@/components/ui/handed-over';
import { toast } from '@/components/ui/toast';
import { useSubmitOnce } from '@/components/ui/use-write';
import { ApiProblem, newIdempotencyKey } from '@/lib/client/fetch-api';
import { addUserInputSchema, type AddUserInput } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { useAddUser, type AddedUser } from './queries';

export type TypedUser = z.input<typeof addUserInputSchema>;

const empty: TypedUser = {
  firstName: '',
  lastName: '',
  email: '',
  password: '',
  seats: 1,
  notifyUser: true,
  storePassword: false,
};

/** In form order. */
const shownFields: readonly AddUserField[] = [
  'firstName',
  'lastName',
  'email',
  'password',
  'seats',
  'storePassword',
];

/** The form, its attempts and the outcome of the last one. */
export function useAddUserForm(account: string | null) {
  const email = useHandedOver('email of a new user');
  const form = useForm<TypedUser, unknown, AddUserInput>({
    resolver: zodResolver(addUserInputSchema),
    defaultValues: { ...empty, email },
    mode: 'onTouched',
  });
  const add = useAddUser(account);
  const nextKey = useAttemptKey();
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [unknown, setUnknown] = useState<{ problem: ApiProblem; email: string } | null>(null);
  const [done, setDone] = useState<{ added: AddedUser; input: AddUserInput } | null>(null);

  const save = async (input: AddUserInput) => {
    setProblem(null);
    setUnknown(null);
    try {
      const added = await add.mutateAsync({ input, idempotencyKey: nextKey.for(input) });
      nextKey.settle();
      toast.success(`${shownEmail(added.username)} added`);
      setDone({ added, input });
    } catch (failure) {
      if (!(failure instanceof ApiProblem)) throw failure;
      if (failure.code !== 'network') nextKey.settle();
      const { atFields, general, isUnknown } = addUserFaults(failure);
      for (const { field, message } of atFields) form.setError(field, { type: 'server', message });
      if (isUnknown) setUnknown({ problem: failure, email: input.email });
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
    /** The errors of the form, with their fields. */
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
    unknown,
    done,
    startAgain: () => {
      setDone(null);
      form.reset(empty);
    },
  };
}

/**
 * The idempotency key of an attempt. If no response reached the browser, the same input is sent with
 * the same key; after a response, submitting again is a new attempt.
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

/** Error codes after which the user may have been added anyway. */
const unknownOutcome = new Set([
  'upstream_timeout',
  'upstream_malformed',
  'upstream_unavailable',
  'network',
  'malformed',
]);

type AddUserFaults = {
  atFields: { field: AddUserField; message: string }[];
  /** Errors that belong to no field. */
  general: string | null;
  /** The user may have been added: check before retrying. */
  isUnknown: boolean;
};

/** Where to show each error of a failed attempt. */
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
  const isEmpty = atFields.length === 0 && elsewhere.length === 0;
  return {
    atFields,
    general: isEmpty ? problem.detail : elsewhere.join(' ') || null,
    isUnknown: unknownOutcome.has(problem.code),
  };
}
