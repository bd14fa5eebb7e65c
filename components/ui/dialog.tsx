'use client';

import { X } from 'lucide-react';
import { Close, Content, Description, Overlay, Portal, Root, Title } from 'radix-ui/dialog';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { cn } from '@/lib/client/cn';
import { Button } from './button';
import { FocusReturn } from './focus-return';

type DialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, with the primary action last. */
  footer?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
};

const widths = { sm: 'max-w-100', md: 'max-w-130', lg: 'max-w-190' };

const FIELDS = ':is(input, select, textarea):enabled';

/**
 * A modal dialog. Load it lazily: `lazy(() => import('./my-dialog'))`. It opens on its first field,
 * or on the first button of its footer, unless something in it has `autoFocus`.
 */
export function Dialog({
  isOpen,
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = 'sm',
}: DialogProps) {
  const content = useRef<HTMLDivElement>(null);
  return (
    <Root open={isOpen} onOpenChange={onOpenChange}>
      <Portal>
        <Overlay className="fixed inset-0 z-40 grid animate-appear place-items-center overflow-y-auto bg-overlay p-4 print:hidden">
          <Content
            ref={content}
            // Otherwise on what comes first, the ×.
            onOpenAutoFocus={(event) => {
              const first =
                content.current?.querySelector<HTMLElement>(FIELDS) ??
                content.current?.querySelector<HTMLElement>('[data-footer] button:enabled');
              if (!first) return;
              event.preventDefault();
              first.focus();
            }}
            {...(description ? {} : { 'aria-describedby': undefined })}
            onKeyDown={closingOnEscape(onOpenChange)}
            className={cn(
              'relative flex max-h-[calc(100dvh-2rem)] w-full animate-rise flex-col rounded-panel bg-raised text-13 shadow-float outline-none',
              widths[size],
            )}
          >
            <FocusReturn />
            <div className="flex shrink-0 items-start justify-between gap-4 px-5 pt-4">
              <Title className="min-w-0 text-15 font-medium">{title}</Title>
              {/* Centered on the title's first line, whose height it doesn't add to. */}
              <Close asChild>
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label="Close"
                  className="-my-0.5 -mr-2 touch:-my-1.5"
                >
                  <X />
                </Button>
              </Close>
            </div>
            {/* Only this scrolls, so that what ends the dialog is always at hand. */}
            <div className={cn('min-h-0 overflow-y-auto px-5', children ? 'pb-5' : 'pb-4')}>
              {description && (
                <Description asChild>
                  <div className="mt-1 text-muted">{description}</div>
                </Description>
              )}
              {children && <div className="pt-4">{children}</div>}
            </div>
            {footer && (
              <div
                data-footer
                className="flex shrink-0 flex-wrap justify-end gap-2 border-t border-line px-5 py-3"
              >
                {footer}
              </div>
            )}
          </Content>
        </Overlay>
      </Portal>
    </Root>
  );
}

/**
 * Radix gives Escape only to what opened last, which may be a toast over the dialog. The dialog must
 * close then, too.
 */
export function closingOnEscape(onOpenChange: (isOpen: boolean) => void) {
  return (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) onOpenChange(false);
  };
}
