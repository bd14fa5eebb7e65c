'use client';

import { useLayoutEffect, useState, type RefObject } from 'react';
import { placeToasts, type Box, type ToastPlace } from './toast-place';

/** Bars that stay in view (`data-foot`), and every control of a dialog or side panel. */
const OBSTACLES = '[data-foot], [role=dialog] :is(a, button, input, select, textarea)';

const start: ToastPlace = { side: 'right', inset: 16, bottom: 16 };

/**
 * Where the toasts go, followed while any is shown. What is below them can be scrolled into view:
 * the page is longer by their height meanwhile, and what gets the focus stops above them.
 */
export function useToastPlace(
  viewport: RefObject<HTMLElement | null>,
  isShown: boolean,
): ToastPlace {
  const [place, setPlace] = useState(start);
  useLayoutEffect(() => {
    const element = viewport.current;
    if (!isShown || !element) return;
    const measure = () => {
      const { offsetWidth: width, offsetHeight: height } = element;
      const next = placeToasts({ width, height }, freeArea(), obstacles());
      setPlace((now) => (isSame(now, next) ? now : next));
      document.documentElement.style.setProperty('--toasts', `${height + next.bottom}px`);
    };
    measure();
    let frame = 0;
    const measureSoon = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure);
    };
    const size = new ResizeObserver(measureSoon);
    size.observe(element);
    const page = new MutationObserver(measureSoon);
    page.observe(document.body, { childList: true, subtree: true });
    const events = ['resize', 'scroll'] as const;
    for (const event of events) window.addEventListener(event, measureSoon, { capture: true });
    return () => {
      cancelAnimationFrame(frame);
      size.disconnect();
      page.disconnect();
      for (const event of events) window.removeEventListener(event, measureSoon, { capture: true });
      document.documentElement.style.removeProperty('--toasts');
    };
  }, [viewport, isShown]);
  return place;
}

function freeArea(): Box {
  const left = document.getElementById('content')?.getBoundingClientRect().left ?? 0;
  const { clientWidth: right, clientHeight: bottom } = document.documentElement;
  return { left, top: 0, right, bottom };
}

function obstacles(): Box[] {
  return [...document.querySelectorAll(OBSTACLES)]
    .map((element) => element.getBoundingClientRect())
    .filter(({ width, height }) => width > 1 && height > 1);
}

function isSame(one: ToastPlace, other: ToastPlace): boolean {
  return one.side === other.side && one.inset === other.inset && one.bottom === other.bottom;
}
