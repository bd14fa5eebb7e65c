'use client';

import { useQuery } from '@tanstack/react-query';
import { waitingApprovalsQuery } from './queries';

/** Requests for approval that wait: all that this person sees, and those that they may decide. */
export function useWaitingApprovals(isAllowed: boolean): { total: number; toDecide: number } {
  const { data } = useQuery({ ...waitingApprovalsQuery(), enabled: isAllowed });
  return { total: data?.total ?? 0, toDecide: data?.toDecide ?? 0 };
}
