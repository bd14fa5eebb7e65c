import { z } from 'zod';

/** A moment in UTC, as `Date.toISOString()` writes it. */
export const momentSchema = z.string().meta({ format: 'date-time' });

/** A day in UTC: `2026-11-30`. */
export const daySchema = z.string().meta({ format: 'date' });
