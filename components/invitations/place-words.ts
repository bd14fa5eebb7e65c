import type { Tone } from '@/components/ui/badge';
import type { Place } from './draft-rows';

/** What a row of the list is found to be, or what a person wants of it. */
export const placeWords: Record<Place, { label: string; tone: Tone }> = {
  ready: { label: 'Ready', tone: 'good' },
  fix: { label: 'Fix', tone: 'bad' },
  already_customer: { label: 'Already a customer', tone: 'neutral' },
  duplicate: { label: 'Repeated', tone: 'neutral' },
  left_out: { label: 'Left out', tone: 'neutral' },
};
