'use client';

import { X } from 'lucide-react';
import { Close, Content, Description, Overlay, Portal, Root, Title } from 'radix-ui/dialog';
import type { KeyboardEvent, ReactNode } from 'react';
import { cn } from '@/lib/client/cn';
import { Button } from './button';

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

/** A modal dialog. Load it lazily: `lazy(() => import('./my-dialog'))`. */
export function Dialog({
  isOpen,
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = 'sm',
}: DialogProps) {
  return (
    <Root open={isOpen} onOpenChange={onOpenChange}>
      <Portal>
        <Overlay className="fixed inset-0 z-40 grid animate-appear place-items-center overflow-y-auto bg-overlay p-4">
          <Content
            {...(description ? {} : { 'aria-describedby': undefined })}
            onKeyDown={closingOnEscape(onOpenChange)}
            className={cn(
              'relative w-full animate-rise rounded-panel bg-raised text-13 shadow-float outline-none',
              widths[size],
            )}
          >
            <div className={cn('px-5 pt-4', children ? 'pb-1' : 'pb-4')}>
              <div className="flex items-start justify-between gap-4">
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
              {description && (
                <Description asChild>
                  <div className="mt-1 text-muted">{description}</div>
                </Description>
              )}
            </div>
            {children && <div className="px-5 pt-3 pb-5">{children}</div>}
            {footer && (
              <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
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
