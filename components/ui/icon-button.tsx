'use client';

import type { ComponentProps } from 'react';
import { Button } from './button';
import { Tooltip } from './tooltip';

type IconButtonProps = Omit<ComponentProps<typeof Button>, 'size' | 'aria-label'> & {
  /** The accessible name, also shown as a tooltip. */
  label: string;
  size?: 'icon' | 'icon-sm';
};

export function IconButton({ label, size = 'icon', variant = 'ghost', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} isLabel>
      <Button {...rest} size={size} variant={variant} aria-label={label} />
    </Tooltip>
  );
}
