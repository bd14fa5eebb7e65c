import { clsx, type ClassValue } from 'clsx';

/**
 * Joins class names without resolving conflicts: in a primitive, what a caller may override has the
 * `base:` variant, so any utility wins over it.
 */
export function cn(...values: ClassValue[]): string {
  return clsx(values);
}
