import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

const alias = {
  '@': root.replace(/\/$/, ''),
  // The real package throws outside React's server condition; in tests, everything counts as the
  // server.
  'server-only': `${root}tests/support/server-only.ts`,
};

/** These replace a module, or count what a whole process does. */
const apart = [
  'tests/api/{sign-in-sessions,step-up,step-up-before,walks}.test.ts',
  'tests/lib/server/auth/hashing-gate.test.ts',
  'tests/faults/*.test.ts',
];

const browser = {
  resolve: { alias: { ...alias, 'next/navigation': `${root}tests/support/navigation.ts` } },
  plugins: [react()],
  test: {
    name: 'browser',
    // Files share a page's JavaScript environment: making it took as long as the tests.
    isolate: false,
    environment: 'jsdom',
    include: ['tests/components/**/*.test.{ts,tsx}'],
    setupFiles: [
      'tests/support/fail-on-console-error.ts',
      'tests/support/patient-queries.ts',
      'tests/support/begin-page-anew.ts',
    ],
    testTimeout: 30_000,
  },
};

const server = {
  environment: 'node',
  include: ['tests/{lib,api,faults,scripts,crash,asvs}/**/*.test.ts'],
  setupFiles: ['tests/support/fail-on-console-error.ts'],
  globalSetup: ['tests/support/postgres-setup.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  resolve: { alias },
  test: {
    // One more than there are cores: many tests wait for processes, timers and sockets. By default
    // Vitest leaves a core free: on two cores it would run one file after another.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        resolve: { alias },
        // Files share what they import: importing it again for each took longer than many tests.
        test: {
          ...server,
          name: 'server',
          isolate: false,
          exclude: apart,
          setupFiles: [...server.setupFiles, 'tests/support/begin-anew.ts'],
        },
      },
      {
        resolve: { alias },
        test: { ...server, name: 'apart', include: apart },
      },
      browser,
      // Minutes long, and needs the built product: `npm run test:cluster`.
      ...(process.env.TEST_CLUSTER
        ? [
            {
              resolve: { alias },
              test: { environment: 'node', name: 'cluster', include: ['tests/cluster/*.test.ts'] },
            },
          ]
        : []),
    ],
  },
});
