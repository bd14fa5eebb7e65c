import { useState } from 'react';

/** The last result while the next one is awaited, so that a retry moves nothing on the page. */
export function useKept<T>(value: T, isPending: boolean): T {
  const [kept, setKept] = useState(value);
  if (!isPending && kept !== value) setKept(value);
  return isPending ? kept : value;
}
