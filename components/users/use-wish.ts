'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';

/** `?do=sign-in`: what a link into the list wants done with the one user it searches for. */
export function useWish() {
  const [wish, setWish] = useQueryState(
    'do',
    parseAsStringLiteral(['sign-in']).withOptions({ history: 'replace', shallow: true }),
  );
  return { isSignIn: wish === 'sign-in', forget: () => void setWish(null) };
}
