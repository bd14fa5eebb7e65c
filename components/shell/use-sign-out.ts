'use client';

import { useState } from 'react';
import { toast } from '@/components/ui/toast';
import { signOut } from './sign-out';

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
