import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    globalSetup: './test/support/global-postgres.ts',
    reporters: ['default', './test/support/closing-line.reporter.ts'],
    // Two cores: files that start servers and child processes would only slow each other down.
    maxWorkers: 2,
    // A server's start or stop may itself take a minute while an installation beside it fills the disk.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
