import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    globalSetup: './test/support/global-postgres.ts',
    reporters: ['default', './test/support/closing-line.reporter.ts'],
    // Two cores: files that start servers and child processes would only slow each other down.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
