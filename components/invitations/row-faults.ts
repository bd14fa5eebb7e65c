import type { InputFault } from '@/lib/contract/problem';
import type { PreviewRow } from '@/lib/contract/invitations';

type Problems = PreviewRow['problems'];

/**
 * The server's faults at the rows they are about. It counts the rows that were sent; `sent` holds
 * where each of them stands in the draft. What belongs to no row comes back as `rest`.
 */
export function faultsByRow(
  errors: readonly InputFault[],
  sent: readonly number[],
): { faults: Map<number, Problems>; rest: InputFault[] } {
  const faults = new Map<number, Problems>();
  const rest: InputFault[] = [];
  for (const fault of errors) {
    const match = /^rows\[(\d+)\](?:\.(email|seats))?$/.exec(fault.path);
    const index = match ? sent[Number(match[1])] : undefined;
    if (index === undefined) {
      rest.push(fault);
      continue;
    }
    const path = match?.[2] === 'seats' ? 'seats' : 'email';
    const { code, message } = fault;
    faults.set(index, [...(faults.get(index) ?? []), { path, code, message }]);
  }
  return { faults, rest };
}
