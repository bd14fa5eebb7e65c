'use client';

import { useState } from 'react';
import { toast } from '@/components/ui/toast';

/** Sign out once, however often it is pressed. */
export function useSignOut(): { leave: () => void; isLeaving: boolean } {
  const [isLeaving, setIsLeaving] = useState(false);
  const leave = () => {
    if (isLeaving) return;
    setIsLeaving(true);
    signOut().catch(() => {
      setIsLeaving(false);
      toast.error('You are still signed in', {
        description: 'The server can’t be reached. Check your connection, then try again.',
      });
    });
  };
  return { leave, isLeaving };
}

/** Ends the session on the server, then leaves for the sign-in page with nothing kept in memory. */
export async function signOut(): Promise<void> {
  const answer = await fetch('/api/auth/csrf', { headers: { accept: 'application/json' } });
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  const response = await fetch('/api/auth/signout', {
    method: 'POST',
    body: new URLSearchParams({ csrfToken, json: 'true' }),
  });
  if (!response.ok) throw new Error('The session could not be ended.');
  location.assign('/sign-in');
}
