import { defineConfig } from 'vitest/config';

/**
 * One database engine serves the whole run; every test file opens tables of its own in it. Files share a process, since
 * no module here keeps state, and loading the same modules for each file was a quarter of the run. Much of a test is
 * waiting for a socket: three workers keep two cores busy.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 3,
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What is waited for may come late on a busy machine; how late is nothing that a test asserts.
    expect: { poll: { timeout: 20_000 } },
  },
});
