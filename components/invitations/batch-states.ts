import type { BatchStatus } from '@/lib/contract/invitations';

/** The states a batch can be looked for by, in the words of the list. */
export const batchStates = [
  { value: 'held', label: 'Held back' },
  { value: 'running', label: 'Sending' },
  { value: 'paused', label: 'Paused' },
  { value: 'cancelled', label: 'Stopped' },
  { value: 'finished', label: 'Finished' },
] as const satisfies readonly { value: BatchStatus; label: string }[];
