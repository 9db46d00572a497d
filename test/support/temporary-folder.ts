import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * A new folder that goes when the running test ends.
 *
 * @param mode 0o700 closes it to other users, 0o755 lets them in
 */
export async function temporaryFolder(mode: 0o700 | 0o755 = 0o700): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'archway-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, mode);
  return folder;
}
