'use client';

import { useRouter } from 'next/navigation';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Panel } from '@/components/ui/panel';
import { toast } from '@/components/ui/toast';
import { useChangeName } from './profile-queries';

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
