import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { chromiumArguments, findChromium } from './tests/support/chromium';
import { publishedServerUrl } from './tests/support/server';

export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/support/end-to-end-setup.ts',
  // Each worker has its own server and database, which its tests share in turn. One more than there
  // are cores: pages and holds wait as often as they compute.
  workers: availableParallelism() + 1,
  fullyParallel: false,
  // A machine that stalls for seconds can fail any of them once. Tests that failed once are listed
  // at the end of `npm test`, to be fixed; one that fails twice is a failure.
  retries: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: {
    timeout: 10_000,
    // Letters are drawn a little differently on another machine.
    toHaveScreenshot: { maxDiffPixelRatio: 0.006, stylePath: 'tests/e2e/pictures.css' },
  },
  snapshotPathTemplate: '{testDir}/{testFileName}-pictures/{arg}{ext}',
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    // Passed to the processes that run tests, which read this file again.
    baseURL: publishedServerUrl(),
    browserName: 'chromium',
    launchOptions: { executablePath: findChromium(), args: chromiumArguments },
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    // Of failures, `tests/e2e/test.ts` takes them.
    screenshot: 'off',
    trace: 'off',
  },
});
