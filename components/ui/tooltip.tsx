'use client';

import {
  cloneElement,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ReactElement,
  type RefObject,
} from 'react';
import { createPortal } from 'react-dom';

const DELAY_MS = 350;
const GAP = 6;
const EDGE = 8;
const ICON_WIDTH = 48;

type TooltipSide = 'top' | 'right';
type Anchor = ReactElement<{ 'aria-describedby'?: string }>;

type TooltipProps = {
  text: string;
  side?: TooltipSide;
  /** The text is already the anchor's accessible name and must not be read twice. */
  isLabel?: boolean;
  /** Shown only while the anchor is an icon, without space for its label. */
  isForIcon?: boolean;
  children: Anchor;
};

/**
 * A short text on hover and keyboard focus. Escape hides it. Nothing essential belongs in a tooltip.
 * Our own rather than Radix's, whose positioning engine is larger than all other primitives of a
 * list page together.
 */
export function Tooltip({
  text,
  side = 'top',
  isLabel = false,
  isForIcon = false,
  children,
}: TooltipProps) {
  const id = useId();
  const wrapper = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [isOpen, setIsOpen] = useState(false);

  const open = (delayMs: number) => {
    clearTimeout(timer.current);
    const anchor = wrapper.current?.firstElementChild;
    if (isForIcon && anchor && anchor.clientWidth > ICON_WIDTH) return;
    timer.current = setTimeout(() => setIsOpen(true), delayMs);
  };
  const close = () => {
    clearTimeout(timer.current);
    setIsOpen(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <span
      ref={wrapper}
      className="contents"
      onPointerEnter={(event) => event.pointerType !== 'touch' && open(DELAY_MS)}
      onPointerLeave={close}
      onPointerDown={close}
      onFocus={(event) => event.target.matches(':focus-visible') && open(0)}
      onBlur={close}
    >
      {isOpen && !isLabel ? cloneElement(children, { 'aria-describedby': id }) : children}
      {isOpen &&
        createPortal(
          <TooltipBubble id={id} text={text} side={side} wrapper={wrapper} onClose={close} />,
          document.body,
        )}
    </span>
  );
}

type BubbleProps = {
  id: string;
  text: string;
  side: TooltipSide;
  wrapper: RefObject<HTMLElement | null>;
  onClose: () => void;
};

function TooltipBubble({ id, text, side, wrapper, onClose }: BubbleProps) {
  const bubble = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const anchor = wrapper.current?.firstElementChild;
    if (anchor && bubble.current) place(bubble.current, anchor.getBoundingClientRect(), side);
  }, [wrapper, side, text]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && onClose();
    document.addEventListener('keydown', onKeyDown);
    window.addEventListener('scroll', onClose, { capture: true, passive: true });
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('scroll', onClose, { capture: true });
    };
  }, [onClose]);

  return (
    <div
      ref={bubble}
      id={id}
      role="tooltip"
      className="pointer-events-none fixed top-0 left-0 z-50 max-w-72 animate-appear rounded-control bg-ink px-2 py-1 text-12 text-surface shadow-float"
    >
      {text}
    </div>
  );
}

function place(bubble: HTMLElement, anchor: DOMRect, side: TooltipSide) {
  const { width, height } = bubble.getBoundingClientRect();
  const roomLeft = document.documentElement.clientWidth - width - EDGE;
  const fitsAbove = anchor.top - height - GAP >= EDGE;
  const left = side === 'right' ? anchor.right + GAP : anchor.left + (anchor.width - width) / 2;
  const above = fitsAbove ? anchor.top - height - GAP : anchor.bottom + GAP;
  const top = side === 'right' ? anchor.top + (anchor.height - height) / 2 : above;
  bubble.style.left = `${Math.round(Math.max(EDGE, Math.min(left, roomLeft)))}px`;
  bubble.style.top = `${Math.round(Math.max(EDGE, top))}px`;
}
