// Everything about the sources that a machine can judge. Runs all checks, then says which failed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = process.execPath;

const checks = {
  types: [node, 'node_modules/typescript-native/bin/tsc', '-p', 'tsconfig.json'],
  'lint and format': [node, 'node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '.'],
  'dependency rules': [
    node,
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    'src',
    '--config',
    '.dependency-cruiser.cjs',
  ],
  'schema.graphql': [node, 'scripts/check-schema.mjs'],
  'OpenAPI document': [node, 'scripts/check-openapi.mjs'],
  "the client's operations": [node, 'scripts/generate-client.mjs', '--check'],
  'migrations against entities': [node, 'scripts/check-migrations.mjs'],
};

const failed = [];
for (const [name, [command, ...args]] of Object.entries(checks)) {
  process.stdout.write(`check: ${name}\n`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  process.stdout.write(`check: FAILED: ${failed.join(', ')}\n`);
  process.exit(1);
}
process.stdout.write('check: all passed\n');
