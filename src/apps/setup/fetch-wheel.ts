import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { hasTool, runTool } from './run-tool.js';
import { SetupError } from './setup-error.js';
import type { TensorFlowParts } from './tensorflow-parts.js';

/** A project's page of a package index as JSON (PEP 691). */
const projectSchema = z.object({ files: z.array(z.object({ filename: z.string(), url: z.string() })) });
const JSON_PAGE = 'application/vnd.pypi.simple.v1+json';

/**
 * The wheel as a file in `folder`: by pip, which knows the index, proxy and certificates of this machine, else over the
 * JSON pages of the index at `indexUrl`.
 * @throws SetupError when it cannot be had, or is not the one that the digest says
 */
export async function fetchWheel(parts: TensorFlowParts, folder: string, indexUrl: string): Promise<string> {
  const file = join(folder, parts.wheelFile);
  if (await hasTool('python3', ['-m', 'pip', '--version'])) await byPip(parts, folder);
  else await byIndex(parts, file, indexUrl);
  const found = await sha256Of(file);
  if (found !== parts.wheelSha256) {
    throw new SetupError(`${parts.wheelFile} has the SHA-256 ${found}, expected ${parts.wheelSha256}`);
  }
  return file;
}

async function byPip({ wheel, wheelVersion }: TensorFlowParts, folder: string): Promise<void> {
  const only = ['--no-deps', '--only-binary', ':all:', '--python-version', '3.11'];
  const platform = ['--platform', 'manylinux_2_27_x86_64', '--implementation', 'cp'];
  const what = ['--dest', folder, `${wheel}==${wheelVersion}`];
  await runTool('python3', ['-m', 'pip', 'download', '--quiet', ...only, ...platform, ...what]);
}

/** The file's address is read from the index, then its bytes straight into the file. */
export async function byIndex(parts: TensorFlowParts, file: string, indexUrl: string): Promise<void> {
  const page = new URL(`${parts.wheel}/`, indexUrl.endsWith('/') ? indexUrl : `${indexUrl}/`);
  const answer = await get(page, { Accept: JSON_PAGE });
  const { data: project } = projectSchema.safeParse(await answer.json().catch(() => undefined));
  if (project === undefined) throw new SetupError(`${page} does not answer in JSON (PEP 691): install pip`);
  const found = project.files.find(({ filename }) => filename === parts.wheelFile);
  if (found === undefined) throw new SetupError(`${page} does not have ${parts.wheelFile}`);
  const { body } = await get(new URL(found.url, page), {});
  if (body === null) throw new SetupError(`${found.url} came without content`);
  await pipeline(Readable.fromWeb(body), createWriteStream(file));
}

async function get(url: URL, headers: Record<string, string>): Promise<Response> {
  const answer = await fetch(url, { headers }).catch((cause: unknown) => {
    throw new SetupError(`${url.host} cannot be reached: set PIP_INDEX_URL to an index that can`, { cause });
  });
  if (!answer.ok) throw new SetupError(`${url} answers ${answer.status}`);
  return answer;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
