import { access, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { Database } from '../../platform/database/index.js';
import { LOGGER, type Logger } from '../../platform/logging/index.js';
import type { ClaimedTrial } from './trial-lease.js';
import { TrialCheckpointRepository } from './typeorm-trial-checkpoints.js';

/** A trial that has not been tried again by then has ended elsewhere. */
const LONGEST_LIFE_MS = 7 * 24 * 3600 * 1000;

/** Of a checkpoint that travels through Postgres; larger ones stay where they are. */
const LARGEST_BYTES = 256 * 2 ** 20;

/**
 * Where trainings that may be killed are kept from epoch to epoch, a file a trial: its next attempt in the same data folder goes on from
 * it. One that is handed back in order takes its file along through Postgres. Any other attempt elsewhere starts afresh, with the same
 * result.
 */
@Injectable()
export class CheckpointFolder implements OnModuleInit {
  private readonly folder: string;

  constructor(
    private readonly database: Database,
    private readonly handed: TrialCheckpointRepository,
    @Inject(CONFIGURATION) { dataFolder }: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.folder = join(dataFolder, 'checkpoints');
  }

  fileOf(trialId: string): string {
    return join(this.folder, trialId);
  }

  /** What a trial that is handed back takes along; null where there is nothing, or too much. */
  async read(trialId: string): Promise<Uint8Array | null> {
    const path = this.fileOf(trialId);
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    if (bytes > LARGEST_BYTES)
      this.logger.warn('A checkpoint is too large to be handed on', { trialId, bytes });
    return bytes === 0 || bytes > LARGEST_BYTES ? null : readFile(path);
  }

  /** Puts down what an earlier attempt took along, unless this folder has what is further. */
  async receive({ id, attempt }: Pick<ClaimedTrial, 'id' | 'attempt'>): Promise<void> {
    if (attempt === 1) return;
    const handed = await this.handed.find(this.database.session, id, attempt);
    const path = this.fileOf(id);
    if (!handed || (!handed.isNewest && (await isThere(path)))) return;
    const beside = `${path}.received`;
    await mkdir(this.folder, { recursive: true });
    await writeFile(beside, handed.content);
    await rename(beside, path);
  }

  async remove(trialId: string): Promise<void> {
    await rm(this.fileOf(trialId), { force: true });
  }

  /** Removes what trials left behind that ended on another machine. */
  async onModuleInit(): Promise<void> {
    const now = performance.timeOrigin + performance.now();
    const names = await readdir(this.folder).catch(() => []);
    for (const path of names.map((name) => join(this.folder, name))) {
      const age = await stat(path).then(
        ({ mtimeMs }) => now - mtimeMs,
        () => 0,
      );
      if (age > LONGEST_LIFE_MS) await rm(path, { force: true });
    }
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
