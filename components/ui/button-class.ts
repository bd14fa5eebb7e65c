import { cva, type VariantProps } from 'class-variance-authority';

/** The look of buttons, and of links that look like buttons. */
export const buttonClass = cva(
  [
    'relative inline-flex shrink-0 items-center base:justify-center gap-1.5 rounded-control border font-medium whitespace-nowrap select-none',
    // Nothing can be pressed on paper.
    'print:hidden',
    'transition-colors duration-fast',
    'disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-default',
    '[&_svg]:size-4 [&_svg]:shrink-0',
  ],
  {
    variants: {
      variant: {
        primary:
          'border-transparent bg-accent-solid text-on-accent not-disabled:hover:bg-accent-solid-hover',
        secondary:
          'border-line-strong bg-surface text-ink hover:bg-hover disabled:bg-surface aria-expanded:bg-hover',
        ghost:
          'border-transparent bg-transparent text-muted hover:bg-sunken hover:text-ink disabled:bg-transparent aria-expanded:bg-sunken aria-expanded:text-ink',
        danger: 'border-transparent bg-bad-solid text-on-bad not-disabled:hover:bg-bad-solid-hover',
      },
      size: {
        sm: 'base:h-7 base:px-2 text-12 touch:min-h-9',
        md: 'base:h-8 base:px-3 text-13 touch:min-h-11',
        icon: 'size-8 p-0 text-13 touch:size-11',
        'icon-sm': 'size-7 p-0 text-13 touch:size-9',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

export type ButtonLook = VariantProps<typeof buttonClass>;
