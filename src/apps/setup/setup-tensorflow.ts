import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { loadTensorFlow, TensorError } from '../../tensor/index.js';
import { fetchWheel } from './fetch-wheel.js';
import { hasTool, runTool } from './run-tool.js';
import { SetupError } from './setup-error.js';
import { headerFolder, headerFolders, libraryFiles, type TensorFlowParts } from './tensorflow-parts.js';
import { extractZip } from './zip-file.js';

export interface SetupOptions {
  /** Archway's own, so that no npm ci removes it. */
  readonly folder: string;
  readonly parts: TensorFlowParts;
  /** Of Python packages, where there is no pip. */
  readonly indexUrl: string;
  readonly say: (line: string) => void;
}

/**
 * Installs TensorFlow.js for Node into `folder` from npm and PyPI alone: its own install step would fetch libtensorflow from
 * a host that many machines cannot reach. Built beside and moved into place. Done already: says so and changes nothing.
 * @throws SetupError
 */
export async function setUpTensorFlow({ folder, parts, indexUrl, say }: SetupOptions): Promise<void> {
  const before = await installed(folder, parts);
  if (before !== undefined) return say(`Nothing to do: ${before} in ${folder}`);
  await requireTools();
  await mkdir(dirname(folder), { recursive: true });
  const beside = await mkdtemp(`${folder}.new-`);
  const download = await mkdtemp(join(tmpdir(), 'archway-wheel-'));
  try {
    say(`1/4 ${parts.package} ${parts.packageVersion} from npm`);
    const dependencies = { [parts.package]: parts.packageVersion };
    await writeFile(join(beside, 'package.json'), JSON.stringify({ private: true, dependencies }));
    await runTool('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], beside);
    say(`2/4 ${parts.wheel} ${parts.wheelVersion} from the index of Python packages`);
    const wheel = await fetchWheel(parts, download, indexUrl);
    say('3/4 its libraries and headers');
    const home = join(beside, 'node_modules', parts.package);
    await unpack(wheel, home);
    say('4/4 compiling the addon');
    await runTool('npx', ['--no', 'node-pre-gyp', 'install', '--build-from-source'], home);
    await rm(join(home, 'build'), { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
    await rename(beside, folder);
  } finally {
    await rm(beside, { recursive: true, force: true });
    await rm(download, { recursive: true, force: true });
  }
  say(`Done: ${loadTensorFlow({ folder, device: 'cpu' }).description}, in ${folder}`);
}

export async function removeTensorFlow({ folder, say }: Pick<SetupOptions, 'folder' | 'say'>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  say(`Removed ${folder}`);
}

/** What is there already, if it is what is asked for, and works. */
async function installed(folder: string, parts: TensorFlowParts): Promise<string | undefined> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  if (!text.includes(`"${parts.package}":"${parts.packageVersion}"`)) return undefined;
  try {
    return loadTensorFlow({ folder, device: 'cpu' }).description;
  } catch (error) {
    if (error instanceof TensorError) return undefined;
    throw error;
  }
}

async function requireTools(): Promise<void> {
  const machine = `${process.platform} ${process.arch}`;
  if (machine !== 'linux x64') {
    throw new SetupError(
      `The libraries are for linux x64, this is ${machine}: the onnx runtime needs no set-up`,
    );
  }
  const needed = ['npm', 'python3', 'make', 'g++'];
  const there = await Promise.all(needed.map((name) => hasTool(name)));
  const missing = needed.filter((_, index) => !there[index]);
  if (missing.length > 0) {
    const how = 'on Debian: apt-get install python3 make g++';
    throw new SetupError(`The addon is compiled here, which needs ${missing.join(', ')} too (${how})`);
  }
}

/** To where the addon's build looks: libraries under the names that it links with, and those that its installer looks for. */
async function unpack(wheel: string, home: string): Promise<void> {
  const deps = join(home, 'deps');
  const names = await extractZip(wheel, (name) => {
    if (libraryFiles.includes(name)) return join(deps, 'lib', basename(name));
    const header = name.startsWith(headerFolder) && name.endsWith('.h') && name.slice(headerFolder.length);
    const isNeeded = header && headerFolders.some((folder) => header.startsWith(folder));
    return isNeeded && !header.includes('..') ? join(deps, 'include', header) : undefined;
  });
  const missing = libraryFiles.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new SetupError(`${basename(wheel)} lacks ${missing.join(' and ')}`);
  const links = {
    'libtensorflow.so': 'libtensorflow_cc.so.2',
    'libtensorflow.so.2.9.1': 'libtensorflow_cc.so.2',
    'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
  };
  for (const [link, target] of Object.entries(links)) await symlink(target, join(deps, 'lib', link));
}
