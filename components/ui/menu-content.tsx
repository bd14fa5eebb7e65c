'use client';

import { Check } from 'lucide-react';
import Link from 'next/link';
import { Content, Item, Label, Portal, Root, Separator, Trigger } from 'radix-ui/dropdown-menu';
import { useRef, type RefObject, type ReactNode } from 'react';
import { cn } from '@/lib/client/cn';

/** One entry of a menu. */
export type MenuEntry =
  | {
      kind?: 'item';
      label: string;
      /** In grey beside the label: a state, a second name. */
      hint?: ReactNode;
      icon?: ReactNode;
      onSelect?: () => void;
      href?: string;
      isDanger?: boolean;
      isDisabled?: boolean;
      /** Makes it a radio item, checked or not. */
      isChecked?: boolean;
      /** With `isChecked`: one of several that may be checked together. The menu stays open. */
      isOneOfSeveral?: boolean;
    }
  | { kind: 'separator' }
  | { kind: 'heading'; label: ReactNode };

type MenuContentProps = {
  label: string;
  entries: MenuEntry[];
  align: 'start' | 'end';
  side: 'bottom' | 'top' | 'right';
  className: string | undefined;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** Its button, which closes the menu itself when clicked. */
  button: RefObject<HTMLButtonElement | null>;
};

/** The menu behind a `MenuButton`, which loads it on demand. */
export function MenuContent(props: MenuContentProps) {
  const { label, entries, align, side, className, isOpen, onOpenChange, button } = props;
  const wentElsewhere = useRef(false);
  return (
    <Root open={isOpen} onOpenChange={onOpenChange} modal={false}>
      <Trigger asChild>
        {/* Only an anchor: the real button was rendered before this code loaded. */}
        <span aria-hidden tabIndex={-1} className="pointer-events-none absolute inset-0" />
      </Trigger>
      <Portal>
        <Content
          aria-label={label}
          aria-labelledby={undefined}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          loop
          onInteractOutside={(event) => {
            if (button.current?.contains(event.target as Node)) event.preventDefault();
            else wentElsewhere.current = true;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (!wentElsewhere.current) button.current?.focus();
            wentElsewhere.current = false;
          }}
          className={cn(
            'z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 animate-drop overflow-y-auto rounded-panel bg-raised p-1 text-13 shadow-float outline-none',
            className,
          )}
        >
          {entries.map((entry, index) => (
            <MenuLine key={index} entry={entry} button={button} />
          ))}
        </Content>
      </Portal>
    </Root>
  );
}

const itemClass =
  'flex min-h-8 cursor-default items-center gap-2 rounded-tag px-2 py-1 outline-none select-none data-disabled:text-faint data-highlighted:bg-sunken touch:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0';

type MenuLineProps = { entry: MenuEntry } & Pick<MenuContentProps, 'button'>;

function MenuLine({ entry, button }: MenuLineProps) {
  if (entry.kind === 'separator') return <Separator className="-mx-1 my-1 h-px bg-line" />;
  if (entry.kind === 'heading') {
    return <Label className="px-2 py-1 text-12 text-muted">{entry.label}</Label>;
  }
  const { label, hint, icon, onSelect, href, isDanger, isDisabled } = entry;
  const { isChecked, isOneOfSeveral } = entry;
  const body = (
    <>
      {icon && <span className={isDanger ? undefined : 'text-muted'}>{icon}</span>}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {hint && <span className="text-12 text-muted">{hint}</span>}
      {isChecked !== undefined && (
        <Check aria-hidden className={cn('text-accent-text', !isChecked && 'invisible')} />
      )}
    </>
  );
  const choice =
    isChecked === undefined
      ? {}
      : ({
          role: isOneOfSeveral ? 'menuitemcheckbox' : 'menuitemradio',
          'aria-checked': isChecked,
        } as const);
  return (
    <Item
      {...choice}
      disabled={isDisabled}
      onSelect={(event) => {
        if (isOneOfSeveral) event.preventDefault();
        // A dialog that the entry opens gives the focus back to what has it now.
        else if (href === undefined) button.current?.focus();
        onSelect?.();
      }}
      asChild={href !== undefined}
      className={cn(itemClass, isDanger && 'text-bad-text data-highlighted:bg-bad-soft')}
    >
      {href === undefined ? body : <Link href={href}>{body}</Link>}
    </Item>
  );
}
