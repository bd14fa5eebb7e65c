'use client';

import { Button } from '@/components/ui/button';
import { useSignOut } from './sign-out';

/** For a page without the shell's menu. */
export function SignOutButton() {
  const { leave, isLeaving } = useSignOut();
  return (
    <Button variant="ghost" isPending={isLeaving} onClick={leave}>
      Sign out
    </Button>
  );
}
