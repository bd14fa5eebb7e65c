'use client';

import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { formatDateTime } from '@/lib/shared/format';
import type { ShellPerson } from './person-menu';

/** On paper only: what a list without a date would lack. */
export function PrintLine({ person }: { person: ShellPerson }) {
  const [at, setAt] = useState<Date | null>(null);
  useEffect(() => {
    // The browser prints what is there when this returns.
    const show = () => flushSync(() => setAt(new Date()));
    window.addEventListener('beforeprint', show);
    return () => window.removeEventListener('beforeprint', show);
  }, []);
  return (
    <p className="hidden text-12 text-muted print:block">
      Reseller Desk · {person.name}
      {at && ` · ${formatDateTime(at)}`}
    </p>
  );
}
