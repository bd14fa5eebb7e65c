'use client';

import { useRouter } from 'next/navigation';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { Panel } from '@/components/ui/panel';
import { toast } from '@/components/ui/toast';
import { NewPasswordField } from './new-password-field';
import { useChangeName, useChangePassword } from './queries';

/** One's own name, as colleagues see it. */
export function NamePanel({ name }: { name: string }) {
  const router = useRouter();
  const [text, setText] = useState(name);
  const change = useChangeName();
  const fault = change.error?.errorAt('name');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (change.isPending) return;
    change.mutate(text, {
      onSuccess: (profile) => {
        setText(profile.name);
        toast.success('Your name was saved');
        // The shell shows it too.
        router.refresh();
      },
    });
  };
  return (
    <Panel title="Name" description="As your colleagues see it.">
      <form onSubmit={submit} noValidate className="flex flex-col items-start gap-3">
        <Field label="Name" error={fault} className="w-full max-w-80">
          {(control) => (
            <Input
              {...control}
              autoComplete="name"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        {change.error && !fault && (
          <Notice tone="bad" title="Your name wasn’t saved" isLive>
            {change.error.detail}
          </Notice>
        )}
        <Button type="submit" isPending={change.isPending}>
          Save name
        </Button>
      </form>
    </Panel>
  );
}

/** Changes one's own password. */
export function PasswordPanel({ email }: { email: string }) {
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const errorAt = (path: string) => change.error?.errorAt(path);
  const isAtField = errorAt('current') !== undefined || errorAt('next') !== undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (change.isPending) return;
    change.mutate(
      { current, next },
      {
        onSuccess: () => {
          setCurrent('');
          setNext('');
          toast.success('Your password was changed', {
            description: 'You’re signed out everywhere else.',
          });
        },
      },
    );
  };
  return (
    <Panel title="Password" description="After a change you’re signed out everywhere else.">
      <form onSubmit={submit} noValidate className="flex flex-col items-start gap-3">
        {/* So that a password manager knows whose password it keeps. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <Field
          label="Current password"
          error={errorAt('current')}
          className="w-full max-w-80"
          isRequired
        >
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          )}
        </Field>
        <div className="w-full max-w-80">
          <NewPasswordField
            label="New password"
            value={next}
            error={errorAt('next')}
            onChange={setNext}
          />
        </div>
        {change.error && !isAtField && (
          <Notice tone="bad" title="Your password wasn’t changed" isLive>
            {change.error.detail}
          </Notice>
        )}
        <Button type="submit" isPending={change.isPending}>
          Change password
        </Button>
      </form>
    </Panel>
  );
}
