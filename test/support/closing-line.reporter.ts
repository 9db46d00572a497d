import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with one line that a machine can read: "N passed, N failed, N skipped". */
class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) {
        const { state } = test.result();
        if (state === 'pending') count.skipped += 1;
        else count[state] += 1;
      }
      // A file that cannot be loaded has no tests of its own to fail.
      if (module.state() === 'failed' && !tests.some((test) => test.result().state === 'failed'))
        count.failed += 1;
    }
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  }
}

// Vitest loads a reporter by its default export.
// biome-ignore lint/style/noDefaultExport: the runner's contract
export default ClosingLineReporter;
