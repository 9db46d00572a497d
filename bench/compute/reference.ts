import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * What the Python script of bench/reference answers to `request`, both JSON; undefined where python3 has no PyTorch.
 * To be run from the project's root.
 */
export function runReference(script: string, request: unknown): unknown {
  const path = join('bench', 'reference', script);
  const input = JSON.stringify(request);
  const { status, stdout, stderr } = spawnSync('python3', [path], { input, encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout);
  if (status === null || stderr.includes('ModuleNotFoundError')) return undefined;
  throw new Error(`${path} failed:\n${stderr}`);
}
