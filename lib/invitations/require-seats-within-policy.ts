import 'server-only';
import { findPolicy } from '../accounts/find-policy';
import { ApiError } from '../api/api-error';
import { aboveLimit } from './import/check-entries';

const MAX_FAULTS = 1_000;

/** @throws ApiError `invalid_request` with each row that asks for more than the account's policy allows */
export async function requireSeatsWithinPolicy(
  accountId: string,
  rows: readonly { seats: number }[],
): Promise<void> {
  const { maxSeatsPerInvitation: most } = await findPolicy(accountId);
  if (most === null) return;
  const message = aboveLimit(most);
  const errors = rows.flatMap(({ seats }, index) =>
    seats > most ? [{ path: `rows[${index}].seats`, code: 'above_limit', message }] : [],
  );
  if (errors.length === 0) return;
  throw new ApiError('invalid_request', {
    detail: `${message} ${errors.length === 1 ? 'One row asks' : `${errors.length} rows ask`} for more.`,
    errors: errors.slice(0, MAX_FAULTS),
  });
}
