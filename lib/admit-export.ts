import { fetchApi } from './fetch-api';

/**
 * Whether the person may take a file now; asks for their own password where that is needed. Asked
 * before the browser saves an export by its path: it would save a refusal as if it were the file.
 * @throws ApiProblem
 */
export async function admitExport(): Promise<void> {
  await fetchApi<void>('/api/exports');
}
