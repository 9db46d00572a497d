import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { z } from 'zod';
import { randomStateSchema } from '../../nas/random.js';
import { type FloatTensor, floatTensor, type Tensor } from '../../tensor/index.js';
import { epochReportSchema } from '../training-request.js';

/** All that decides how a training goes on after an epoch. */
const checkpointSchema = z.strictObject({
  /** Of the epochs that are done, in order. */
  reports: z.array(epochReportSchema).min(1),
  /** Where the generators stand. */
  streams: z.strictObject({ order: randomStateSchema, augmentation: randomStateSchema }),
  /** Of the training step, the optimizer's state included. */
  variables: z.record(
    z.string(),
    z.strictObject({ shape: z.array(z.number().int().min(0)), data: z.instanceof(Float32Array) }),
  ),
});

export interface Checkpoint extends Omit<z.infer<typeof checkpointSchema>, 'variables'> {
  readonly variables: Readonly<Record<string, Tensor>>;
}

const DIGEST_BYTES = 32;

/** A save may cost this share of the time of training. */
const SHARE_OF_TIME = 0.05;

/**
 * The last epoch of a training that may be killed. Written beside and renamed, so that it is whole or absent; one that is damaged, or
 * belongs to another training, counts as absent.
 */
export class CheckpointFile {
  #savedAt = Number.NEGATIVE_INFINITY;
  #saveTook = 0;

  /** @param key what has to be equal for a training to go on from the file: everything that its numbers depend on */
  constructor(
    private readonly path: string,
    private readonly key: string,
  ) {}

  async load(): Promise<Checkpoint | undefined> {
    const bytes = await readFile(this.path).catch(() => Buffer.alloc(0));
    const content = bytes.subarray(DIGEST_BYTES);
    if (!this.#digest(content).equals(bytes.subarray(0, DIGEST_BYTES))) return undefined;
    const { variables, ...rest } = checkpointSchema.parse(deserialize(content));
    const tensors = Object.entries(variables).map(([name, { shape, data }]) => [
      name,
      floatTensor(shape, data),
    ]);
    return { ...rest, variables: Object.fromEntries(tensors) };
  }

  /** Whether so much has been trained since the last save that the next one costs little beside it. */
  isDue(now: number): boolean {
    return (now - this.#savedAt) * SHARE_OF_TIME >= this.#saveTook;
  }

  async save({ variables, ...rest }: Checkpoint): Promise<void> {
    const began = performance.now();
    const floats = Object.entries(variables).filter(
      (entry): entry is [string, FloatTensor] => entry[1].dtype === 'float32',
    );
    const plain = floats.map(([name, { shape, data }]) => [name, { shape: [...shape], data }]);
    const content = serialize({ ...rest, variables: Object.fromEntries(plain) });
    const beside = `${this.path}.${process.pid}`;
    await mkdir(dirname(this.path), { recursive: true });
    await writeFile(beside, Buffer.concat([this.#digest(content), content]));
    await rename(beside, this.path);
    this.#savedAt = performance.now();
    this.#saveTook = this.#savedAt - began;
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  #digest(content: Uint8Array): Buffer {
    return createHash('sha256').update(this.key).update('\n').update(content).digest();
  }
}
