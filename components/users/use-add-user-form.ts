'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { toast } from '@/components/ui/toast';
import { useSubmitOnce } from '@/components/ui/use-submit-once';
import { ApiProblem, newIdempotencyKey } from '@/lib/client/fetch-api';
import { addUserInputSchema, type AddUserInput } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { addUserFaults, type AddUserField } from './add-user-faults';
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
