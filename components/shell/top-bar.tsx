'use client';

import { Menu, Search } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { BrandMark } from './signed-out-frame';

type TopBarProps = {
  onOpenNav: () => void;
  onPrepareNav: () => void;
  onOpenPalette: () => void;
};

/** The header on a phone. */
export function TopBar({ onOpenNav, onPrepareNav, onOpenPalette }: TopBarProps) {
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-1 border-b border-line bg-canvas px-2 md:hidden print:hidden">
      <Button
        variant="ghost"
        size="icon"
        aria-label="Open navigation"
        aria-haspopup="dialog"
        onPointerEnter={onPrepareNav}
        onFocus={onPrepareNav}
        onClick={onOpenNav}
      >
        <Menu aria-hidden />
      </Button>
      <Link
        href="/"
        prefetch={false}
        className="flex min-w-0 items-center gap-2 rounded-control px-1"
      >
        <BrandMark className="size-5 shrink-0" />
        <span className="truncate text-13 font-medium">Reseller Desk</span>
      </Link>
      <Button
        variant="ghost"
        size="icon"
        aria-label="Search and commands"
        aria-haspopup="dialog"
        className="ml-auto"
        onClick={onOpenPalette}
      >
        <Search aria-hidden />
      </Button>
    </header>
  );
}
