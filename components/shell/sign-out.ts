'use client';

import { useState } from 'react';
import { toast } from '@/components/ui/toast';

/** Signs out once, however often it is clicked. */
export function useSignOut(): { leave: () => void; isLeaving: boolean } {
  const [isLeaving, setIsLeaving] = useState(false);
  const leave = () => {
    if (isLeaving) return;
    setIsLeaving(true);
    signOut().catch(() => {
      setIsLeaving(false);
      toast.error('Couldn’t sign you out', {
        description: 'The server can’t be reached. Check your connection and try again.',
      });
    });
  };
  return { leave, isLeaving };
}

/** Ends the session on the server, then loads the sign-in page anew, so that memory is cleared. */
export async function signOut(): Promise<void> {
  const answer = await fetch('/api/auth/csrf', { headers: { accept: 'application/json' } });
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  const response = await fetch('/api/auth/signout', {
    method: 'POST',
    body: new URLSearchParams({ csrfToken, json: 'true' }),
  });
  if (!response.ok) throw new Error('Couldn’t end the session.');
  const { url = '/' } = (await response.json().catch(() => ({}))) as { url?: string };
  const isOwn = new URL(url, location.origin).origin === location.origin;
  // With single sign-on, the provider's page, which ends its session and comes back.
  location.assign(isOwn ? '/sign-in' : url);
}
