import { defineConfig } from 'vitest/config';

/** One database engine serves the whole run; every test file opens tables of its own in it. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
