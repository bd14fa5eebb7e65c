import { fileURLToPath } from 'node:url';
import { buildWhenChanged } from './serve/build';
import { StartError } from './serve/start-error';

const root = fileURLToPath(new URL('..', import.meta.url));

buildWhenChanged(root, console.log, new AbortController().signal).catch((error: unknown) => {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
});
