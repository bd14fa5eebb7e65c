import { defineConfig } from '@playwright/test';
import { chromiumArguments, findChromium } from './tests/support/chromium';
import { publishedServerUrl } from './tests/support/server';

export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/support/end-to-end-setup.ts',
  // One server and one database serve all tests; they take turns.
  workers: 1,
  fullyParallel: false,
  retries: 0,
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
