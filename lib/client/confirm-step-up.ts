import { fetchApi } from './fetch-api';
import { rememberStepUp } from './step-up-gate';

/** The person gives their own password again: it counts for ten minutes. @throws ApiProblem */
export async function confirmStepUp(password: string): Promise<void> {
  await fetchApi<void>('/api/step-up', { method: 'POST', body: { password } });
  rememberStepUp();
}
