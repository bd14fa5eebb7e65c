import type { Approval } from '@/lib/contract/approvals';
import { formatDateTime, formatTime } from '@/lib/shared/format';

type Grant = Pick<Approval, 'hours' | 'expiresAt'>;

/** "until 14:30", or for one that ends on another day "until 3 May 2026, 14:30". */
export function untilWords(moment: string): string {
  const isToday = new Date(moment).toDateString() === new Date().toDateString();
  return `until ${isToday ? formatTime(moment) : formatDateTime(moment)}`;
}

/** What was granted: "one sign-in until 14:30", or "until 14:30". */
export function grantWords({ hours, expiresAt }: Grant): string {
  return hours === null ? `one sign-in ${untilWords(expiresAt)}` : untilWords(expiresAt);
}
