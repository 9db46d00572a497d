// Makes a fresh clone runnable: installs from the lock file and compiles, each only when it is due.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const oldest = { major: 20, minor: 19 };

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
  fail(`Archway needs Node ${oldest.major}.${oldest.minor} or newer; this is ${process.versions.node}`);
}
if (isOlder('node_modules/.package-lock.json', ['package.json', 'package-lock.json'])) {
  step('installing dependencies', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}
const sources = [
  'tsconfig.json',
  'tsconfig.build.json',
  'node_modules/.package-lock.json',
  ...files('src'),
  ...files('migrations'),
];
if (isOlder('dist/build.tsbuildinfo', sources)) {
  step('compiling', process.execPath, [
    'node_modules/typescript-native/bin/tsc',
    '-p',
    'tsconfig.build.json',
  ]);
}

/** Whether `product` is absent, or any of `sources` is newer. */
function isOlder(product, sources) {
  const path = join(root, product);
  if (!existsSync(path)) return true;
  const made = statSync(path).mtimeMs;
  return sources.some((source) => statSync(join(root, source)).mtimeMs > made);
}

function files(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function step(what, command, args) {
  process.stderr.write(`setup: ${what} ...\n`);
  const started = performance.now();
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error) fail(`setup: ${command} cannot be started: ${error.message}`);
  if (status !== 0) fail(`setup: ${what} failed; the lines above say why`);
  process.stderr.write(`setup: ${what} took ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
