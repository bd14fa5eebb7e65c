import { clsx, type ClassValue } from 'clsx';

/**
 * Joins class names. Conflicts are not resolved: what a caller may override carries the `base:`
 * variant in its primitive, and so loses to any utility.
 */
export function cn(...values: ClassValue[]): string {
  return clsx(values);
}
