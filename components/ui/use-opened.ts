'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { useEffect, useRef } from 'react';

/**
 * Which one's panel is open, kept in the URL under `name`, so that a link and a reload show it.
 * Opening is a step of the browser's history, and closing takes that step back.
 */
export function useOpened(name: string) {
  const [opened, setOpened] = useQueryState(name, parseAsString.withOptions({ shallow: true }));
  // Whether the step before this one is the same page without the panel.
  const isOwnStep = useRef(false);
  useEffect(() => {
    if (opened === null) isOwnStep.current = false;
  }, [opened]);
  const open = (key: string) => {
    isOwnStep.current = true;
    void setOpened(key, { history: 'push' });
  };
  const close = () => {
    // The URL follows the state a moment later: before that, Back would leave the page.
    const isInUrl = new URLSearchParams(location.search).has(name);
    if (isOwnStep.current && isInUrl) history.back();
    else void setOpened(null, { history: 'replace' });
  };
  return { opened, open, close };
}
