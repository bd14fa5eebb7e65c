import type { AccountPolicy } from '@/lib/schemas/policy';

/** As the server has it; written out, because its schemas would bring zod into the page. */
const MAX_SEATS = 100_000;

export function limitText({ maxSeatsPerInvitation }: AccountPolicy): string {
  return maxSeatsPerInvitation === null ? '' : String(maxSeatsPerInvitation);
}

/** null: no limit; `undefined`: neither that nor a number that can be one. */
export function readLimit(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const limit = /^\d{1,6}$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  return limit <= MAX_SEATS ? limit : undefined;
}
