import type { ComponentProps, ReactNode } from 'react';
import { cn } from '@/lib/cn';

type SwitchProps = Omit<ComponentProps<'input'>, 'type' | 'role'> & {
  label: ReactNode;
  help?: ReactNode;
};

/** On or off, taking effect at once. What takes effect on *Save* is a checkbox. */
export function Switch({ label, help, className, ...rest }: SwitchProps) {
  return (
    <label
      className={cn('flex cursor-pointer items-start justify-between gap-4 text-13', className)}
    >
      <span>
        {label}
        {help && <span className="block text-12 text-muted">{help}</span>}
      </span>
      <span className="relative mt-0.5 inline-flex h-4 w-7 shrink-0">
        <input
          {...rest}
          type="checkbox"
          role="switch"
          className={cn(
            'peer absolute inset-0 h-4 w-7 cursor-pointer appearance-none rounded-full border border-control bg-sunken transition-colors',
            'checked:border-accent-solid checked:bg-accent-solid disabled:cursor-not-allowed disabled:opacity-50',
            'before:absolute before:-inset-1.5 touch:before:-inset-3.5',
          )}
        />
        <span
          aria-hidden
          className="pointer-events-none absolute top-[3px] left-[3px] size-2.5 rounded-full bg-control transition-transform peer-checked:translate-x-3 peer-checked:bg-on-accent"
        />
      </span>
    </label>
  );
}
