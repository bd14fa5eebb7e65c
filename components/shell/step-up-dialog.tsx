'use client';

import { useId, useState, type FormEvent, type Ref } from 'react';
import { Button } from '@/components/ui/button';
import { CodeField } from '@/components/ui/code-field';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import { useWrite } from '@/components/ui/use-write';
import { beginSingleSignOn } from '@/components/team/sign-in';
import { confirmStepUp, confirmWithPasskey } from '@/lib/client/admission';
import { ApiProblem } from '@/lib/client/fetch-api';
import type { Factors } from '@/lib/contract/factors';

type Means = Factors['confirmsWith'][number];

type Proof = Parameters<typeof confirmStepUp>[0] | 'passkey' | 'single_sign_on';

type StepUpDialogProps = {
  /** With what the person can confirm, the strongest first. */
  means: readonly Means[];
  onEnd: (isDone: boolean) => void;
};

const titles: Record<Means, string> = {
  passkey: 'Confirm with your passkey',
  code: 'Confirm that it’s you',
  single_sign_on: 'Confirm with single sign-on',
  password: 'Confirm your password',
};
const missing: Record<Means, string> = {
  passkey: '',
  code: 'Enter the code.',
  single_sign_on: '',
  password: 'Enter your password.',
};

const instead: Record<Means, string> = {
  passkey: 'Use your passkey instead',
  code: 'Use a code instead',
  single_sign_on: 'Use single sign-on instead',
  password: 'Use your password instead',
};

function proofOf(means: Means, text: string): Proof {
  if (means === 'passkey' || means === 'single_sign_on') return means;
  return means === 'code' ? { code: text } : { password: text };
}

/** The error of a field, if it is about one; a passkey's isn't even the server's. */
function faultOf(error: Error | null, means: Means): string | undefined {
  return error instanceof ApiProblem ? error.errorAt(means) : undefined;
}

function messageOf(error: Error): string {
  return error instanceof ApiProblem ? error.detail : error.message;
}

/** The page is left: signing in there again counts as the confirmation after coming back. */
async function leaveForProvider(): Promise<void> {
  const { pathname, search } = location;
  location.assign(await beginSingleSignOn(pathname + search, 'login'));
  await new Promise(() => undefined);
}

/** Asks the signed-in person to confirm that it's them; their action waits and continues afterwards. */
export function StepUpDialog({ means, onEnd }: StepUpDialogProps) {
  const formId = useId();
  const field = useFocusOnOpen();
  const stepUp = useWrite<void, Proof>({
    mutationFn: (proof) => {
      if (proof === 'passkey') return confirmWithPasskey();
      return proof === 'single_sign_on' ? leaveForProvider() : confirmStepUp(proof);
    },
  });
  const [chosen, setChosen] = useState<Means>(means[0] ?? 'password');
  const [text, setText] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const fault = isMissing ? missing[chosen] : faultOf(stepUp.error, chosen);

  const type = (typed: string) => {
    setText(typed);
    setIsMissing(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isEmpty = (chosen === 'code' || chosen === 'password') && text.trim() === '';
    setIsMissing(isEmpty);
    const focusField = () => field.current?.focus();
    if (isEmpty) return focusField();
    if (stepUp.isPending) return;
    const proof = proofOf(chosen, text);
    stepUp.mutate(proof, { onSuccess: () => onEnd(true), onError: focusField });
  };
  const change = (next: Means) => {
    setChosen(next);
    setText('');
    setIsMissing(false);
    stepUp.reset();
    setTimeout(() => field.current?.focus());
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onEnd(false)}
      title={titles[chosen]}
      description="This is required before you continue. A confirmation lasts 10 minutes."
      footer={
        <>
          <Button variant="ghost" onClick={() => onEnd(false)}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} isPending={stepUp.isPending}>
            Confirm
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-3">
        {chosen === 'code' && <CodeField ref={field} value={text} onChange={type} error={fault} />}
        {chosen === 'password' && (
          <OwnPasswordField ref={field} value={text} onChange={type} error={fault} />
        )}
        {chosen === 'single_sign_on' && (
          <p className="text-13">
            Sign in again at your provider, then repeat what you did. What isn’t saved on this page
            is lost.
          </p>
        )}
        {stepUp.error && !fault && (
          <Notice tone="bad" title="Couldn’t confirm that it’s you" isLive>
            {messageOf(stepUp.error)}
          </Notice>
        )}
        {means
          .filter((one) => one !== chosen)
          .map((other) => (
            <button
              key={other}
              type="button"
              className="self-start text-12 text-accent-text underline underline-offset-2 touch:min-h-9"
              onClick={() => change(other)}
            >
              {instead[other]}
            </button>
          ))}
      </form>
    </Dialog>
  );
}

type OwnPasswordFieldProps = {
  ref: Ref<HTMLInputElement>;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
};

function OwnPasswordField({ ref, value, onChange, error }: OwnPasswordFieldProps) {
  return (
    <Field
      label="Your password"
      help="The password you use to sign in to Reseller Desk."
      error={error}
      isRequired
    >
      {(control) => (
        <Input
          {...control}
          type="password"
          ref={ref}
          autoComplete="current-password"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
