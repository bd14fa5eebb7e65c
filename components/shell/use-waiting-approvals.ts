'use client';

import { useQuery } from '@tanstack/react-query';
import { waitingApprovalsQuery } from './queries';

/** Requests for approval that wait: all that this person sees, and those that they may decide. */
export function useWaitingApprovals(isAllowed: boolean): { total: number; toDecide: number } {
  const { data } = useQuery({ ...waitingApprovalsQuery(), enabled: isAllowed });
  const items = data?.items ?? [];
  return { total: items.length, toDecide: items.filter(({ mayDecide }) => mayDecide).length };
}
