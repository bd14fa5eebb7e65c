'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Panel } from '@/components/ui/panel';
import { SaveForm } from '@/components/ui/save-form';
import { toast } from '@/components/ui/toast';
import { NewPasswordField } from './new-password-field';
import { factorsQuery, hasFactor } from './factor-queries';
import { useChangeName, useChangePassword } from './queries';

const fieldClass = 'w-full max-w-80';

/** The signed-in person's name, as colleagues see it. */
export function NamePanel({ name }: { name: string }) {
  const router = useRouter();
  const [text, setText] = useState(name);
  const { mutate, isPending, error } = useChangeName();
  const fault = error?.errorAt('name');
  const save = () =>
    mutate(text, {
      onSuccess: (profile) => {
        setText(profile.name);
        toast.success('Name saved');
        // The navigation shows it, too.
        router.refresh();
      },
    });
  return (
    <Panel title="Your name">
      <SaveForm
        what="your name"
        label="Save name"
        onSave={save}
        isPending={isPending}
        error={fault ? null : error}
      >
        <Field label="Name" help="Shown to your team." error={fault} className={fieldClass}>
          {(control) => (
            <Input
              {...control}
              autoComplete="name"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      </SaveForm>
    </Panel>
  );
}

/** Changes the signed-in person's password. */
export function PasswordPanel({ email }: { email: string }) {
  const { data: factors } = useQuery(factorsQuery());
  const { mutate, isPending, error } = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const isAtField = ['current', 'next'].some((path) => error?.errorAt(path));
  const save = () =>
    mutate(
      { current, next },
      {
        onSuccess: () => {
          setCurrent('');
          setNext('');
          toast.success('Password changed', { description: 'You’re signed out everywhere else.' });
        },
      },
    );
  return (
    <Panel title="Password" description="Changing it signs you out everywhere else.">
      <SaveForm
        what="your new password"
        label="Change password"
        onSave={save}
        isPending={isPending}
        error={isAtField ? null : error}
      >
        {/* Tells a password manager whose password this is. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <Field
          label="Current password"
          error={error?.errorAt('current')}
          className={fieldClass}
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
        <div className={fieldClass}>
          <NewPasswordField
            label="New password"
            hasFactor={factors !== undefined && hasFactor(factors)}
            value={next}
            error={error?.errorAt('next')}
            onChange={setNext}
          />
        </div>
      </SaveForm>
    </Panel>
  );
}
