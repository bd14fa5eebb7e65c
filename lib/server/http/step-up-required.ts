import 'server-only';
import { STEP_UP_MINUTES } from '@/lib/contract/policy';
import { ApiError } from './api-error';

/** The person behind the session has to give their own password first. The page asks for it by itself. */
export function stepUpRequired(): ApiError {
  return new ApiError('step_up_required', {
    detail: `This needs your own password again, given within the last ${STEP_UP_MINUTES} minutes. Type it when you are asked for it, then try again.`,
  });
}
