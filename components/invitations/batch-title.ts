import { formatCount } from '@/lib/shared/format';
import type { Batch } from '@/lib/contract/invitations';

/** Its name, or what it holds where it was given none. */
export function batchTitle({ name, total }: Pick<Batch, 'name' | 'total'>): string {
  return name || formatCount(total, 'invitation');
}
