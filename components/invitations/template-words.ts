import type { InvitationTemplate } from '@/lib/contract/invitation-templates';
import { formatCount } from '@/lib/shared/format';
import { HOLD_SECONDS } from '@/lib/shared/hold';

/** "2 seats each · waits 20 seconds". */
export function aboutTemplate({ seats, isHeld }: InvitationTemplate): string {
  return `${formatCount(seats, 'seat')} each · ${isHeld ? `waits ${HOLD_SECONDS} seconds` : 'sends at once'}`;
}
