'use client';

import { Sheet } from '@/components/ui/sheet';
import { SideNav, type SideNavProps } from './side-nav';

type PhoneNavProps = Omit<SideNavProps, 'isNarrowed' | 'onToggle' | 'onLeave'> & {
  onClose: () => void;
};

/** The navigation as a sheet. Its code loads when it first opens. */
export function PhoneNav({ onClose, onShowKeys, onOpenPalette, ...rest }: PhoneNavProps) {
  return (
    <Sheet
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Navigation"
      isTitleHidden
      side="left"
      className="w-68 bg-canvas"
    >
      <div data-nav="sheet" className="h-full">
        <SideNav
          {...rest}
          onLeave={onClose}
          onShowKeys={() => {
            onClose();
            onShowKeys();
          }}
          onOpenPalette={() => {
            onClose();
            onOpenPalette();
          }}
        />
      </div>
    </Sheet>
  );
}
