'use client';

import { lazy, Suspense, useRef, useState, type ComponentProps, type KeyboardEvent } from 'react';
import { cn } from '@/lib/client/cn';
import { Button } from './button';
import type { MenuEntry } from './menu-content';

const loadMenu = () => import('./menu-content');
const MenuContent = lazy(async () => ({ default: (await loadMenu()).MenuContent }));

type MenuButtonProps = Omit<ComponentProps<typeof Button>, 'onClick' | 'isPending'> & {
  /** The accessible name of the menu, and of the button if it has only an icon. */
  label: string;
  entries: MenuEntry[];
  align?: 'start' | 'end';
  side?: 'bottom' | 'top' | 'right';
  menuClassName?: string;
  buttonClassName?: string;
  /** It's about to open: what its entries need can be loaded. */
  onPrepare?: () => void;
};

/**
 * A button that opens a menu. The menu's code loads when the button is first hovered or focused, so
 * that a list of a hundred rows renders only a hundred plain buttons.
 */
export function MenuButton({
  label,
  entries,
  align = 'start',
  side = 'bottom',
  menuClassName,
  buttonClassName,
  onPrepare,
  className,
  children,
  ...rest
}: MenuButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [isLoaded, setIsLoaded] = useState(false);
  const [isOpen, setIsOpen] = useState(false);

  const prepare = () => {
    onPrepare?.();
    void loadMenu().then(() => setIsLoaded(true));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    setIsOpen(true);
  };
  return (
    <span className={cn('relative base:inline-flex', className)}>
      <Button
        {...rest}
        ref={button}
        className={cn('base:grow', buttonClassName)}
        aria-label={isIconSize(rest.size) ? label : rest['aria-label']}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPointerEnter={prepare}
        onFocus={prepare}
        onKeyDown={onKeyDown}
        onClick={() => setIsOpen(!isOpen)}
      >
        {children}
      </Button>
      {(isLoaded || isOpen) && (
        <Suspense fallback={null}>
          <MenuContent
            label={label}
            entries={entries}
            align={align}
            side={side}
            className={menuClassName}
            isOpen={isOpen}
            onOpenChange={setIsOpen}
            button={button}
          />
        </Suspense>
      )}
    </span>
  );
}

function isIconSize(size: ComponentProps<typeof Button>['size']): boolean {
  return size === 'icon' || size === 'icon-sm';
}
