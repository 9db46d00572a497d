import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  createSpace,
  describeEnas,
  katibSpace,
  nasConfigSchema,
  type SearchSpace,
  SpaceError,
} from '../nas/space/index.js';
import { DomainError } from '../platform/errors/index.js';

export interface ImportFlags {
  readonly architecture?: string;
}

/** A space that came from elsewhere, and how it reads the architectures that are written there. */
interface Imported {
  readonly space: SearchSpace;
  readonly read: (text: string) => number[];
}

/**
 * What another system wrote, as JSON for this one: the space for an experiment, or an architecture of it.
 * @param format `katib` or `nasbench201`
 * @param file of the space; none for `nasbench201`
 * @throws DomainError INVALID_INPUT
 */
export async function importText(format: string, file: string | undefined, { architecture }: ImportFlags) {
  const { space, read } = format === 'katib' ? await fromKatib(file) : nasBench201(file);
  if (architecture === undefined) return json(space.definition);
  try {
    const tokens = read(architecture);
    space.validate(tokens);
    const [description, hash] = [space.describe(tokens), space.canonicalHash(tokens)];
    return json({ tokens, hash, text: space.codec?.format(tokens), description });
  } catch (error) {
    if (error instanceof SpaceError)
      throw new DomainError('INVALID_INPUT', `--architecture: ${error.message}`);
    throw error;
  }
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

function nasBench201(file: string | undefined): Imported {
  if (file !== undefined) throw new DomainError('INVALID_INPUT', 'nasbench201 takes no file');
  const space = createSpace({ kind: 'nasbench201' });
  return { space, read: (text) => space.codec?.parse(text) ?? [] };
}

/** A whole experiment, its spec, or its nasConfig alone. */
const katibFileSchema = z.preprocess((input) => within(within(input, 'spec'), 'nasConfig'), nasConfigSchema);

const within = (input: unknown, member: string): unknown =>
  typeof input === 'object' && input !== null && member in input
    ? (input as Record<string, unknown>)[member]
    : input;

async function fromKatib(file: string | undefined): Promise<Imported> {
  if (file === undefined)
    throw new DomainError('INVALID_INPUT', 'katib needs the file of an experiment, as JSON');
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new DomainError('INVALID_INPUT', `the file cannot be read: ${cause.message}`);
  });
  try {
    const config = katibFileSchema.parse(JSON.parse(text));
    const space = createSpace(katibSpace(config));
    return { space, read: (architecture) => space.encode(describeEnas(config, architecture)) };
  } catch (error) {
    if (error instanceof z.ZodError)
      throw new DomainError('INVALID_INPUT', `${file}: ${z.prettifyError(error)}`);
    if (error instanceof SyntaxError)
      throw new DomainError(
        'INVALID_INPUT',
        `${file} is no JSON: kubectl get experiment NAME -o json writes it`,
      );
    throw error;
  }
}
