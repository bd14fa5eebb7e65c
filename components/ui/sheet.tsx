'use client';

import { X } from 'lucide-react';
import { Close, Content, Description, Overlay, Portal, Root, Title } from 'radix-ui/dialog';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { cn } from '@/lib/client/cn';
import { Button } from './button';
import { FocusReturn } from './focus-return';
import { closingOnEscape } from './dialog';

type SheetProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  /** In the header, beside the close button. */
  actions?: ReactNode;
  side?: 'left' | 'right';
  /** False: what is beside it stays usable, without a scrim. */
  isModal?: boolean;
  /** Keys pressed in it, wherever the focus is. */
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
  /** Only screen readers get the title. */
  isTitleHidden?: boolean;
  className?: string;
  children: ReactNode;
  footer?: ReactNode;
};

/** A side panel for the details of one item without leaving the list. Load it lazily. */
export function Sheet({
  isOpen,
  onOpenChange,
  title,
  description,
  actions,
  side = 'right',
  isModal = true,
  onKeyDown,
  isTitleHidden = false,
  className,
  children,
  footer,
}: SheetProps) {
  const content = useRef<HTMLDivElement>(null);
  return (
    <Root open={isOpen} onOpenChange={onOpenChange} modal={isModal}>
      <Portal>
        {isModal && (
          <Overlay className="fixed inset-0 z-40 animate-appear bg-overlay print:hidden" />
        )}
        <Content
          ref={content}
          // The panel itself: on its first button, a tooltip would open.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            content.current?.focus();
          }}
          onInteractOutside={(event) => !isModal && event.preventDefault()}
          {...(description ? {} : { 'aria-describedby': undefined })}
          onKeyDown={(event) => {
            closingOnEscape(onOpenChange)(event);
            onKeyDown?.(event);
          }}
          className={cn(
            'fixed inset-y-0 z-40 flex max-w-full flex-col text-13 shadow-float outline-none print:hidden base:w-120 base:bg-surface',
            side === 'right'
              ? 'right-0 animate-slide-from-right'
              : 'left-0 animate-slide-from-left',
            className,
          )}
        >
          <FocusReturn />
          <div
            className={cn(
              'flex min-h-14 items-start gap-2 border-b border-line py-3 pr-3 pl-5',
              isTitleHidden && 'sr-only',
            )}
          >
            <div className="min-w-0 flex-1">
              <Title className="text-15 font-medium break-words">{title}</Title>
              {description && (
                <Description asChild>
                  <div className="text-12 text-muted">{description}</div>
                </Description>
              )}
            </div>
            {actions}
            <Close asChild>
              <Button variant="ghost" size="icon-sm" aria-label="Close">
                <X />
              </Button>
            </Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">{children}</div>
          {footer && (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </div>
          )}
        </Content>
      </Portal>
    </Root>
  );
}
