import { defineConfig } from '@playwright/test';
import { chromiumArguments, findChromium } from './tests/support/chromium';
import { publishedServerUrl } from './tests/support/server';

export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/support/end-to-end-setup.ts',
  // Each has a server and a database of its own; on it the tests take turns.
  workers: 2,
  fullyParallel: false,
  // A machine that stalls for seconds can fail any of them once. What failed once is named at the
  // end of `npm test`, and to be mended; what fails twice is a fault.
  retries: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    // Known to the processes that run tests, which read this file again.
    baseURL: publishedServerUrl(),
    browserName: 'chromium',
    launchOptions: { executablePath: findChromium(), args: chromiumArguments },
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
    trace: 'off',
  },
});
