import { formatNumber } from '@/lib/shared/format';
import type { CustomerUser } from '@/lib/contract/users';

/** "75 %" of the seats are in use; null where there is no share to tell. */
export function utilisation({ seats, seatsUsed }: CustomerUser): string | null {
  if (seats === null || seatsUsed === null || seats === 0) return null;
  return `${formatNumber(Math.round((seatsUsed / seats) * 100))} %`;
}
