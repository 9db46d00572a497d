import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';

/** A trial that has not been tried again by then has ended elsewhere. */
const LONGEST_LIFE_MS = 7 * 24 * 3600 * 1000;

/**
 * Where trainings that may be killed are kept from epoch to epoch, a file a trial: its next attempt in the same data folder goes on from
 * it. An attempt elsewhere starts afresh, with the same result.
 */
@Injectable()
export class CheckpointFolder implements OnModuleInit {
  private readonly folder: string;

  constructor(@Inject(CONFIGURATION) { dataFolder }: Configuration) {
    this.folder = join(dataFolder, 'checkpoints');
  }

  fileOf(trialId: string): string {
    return join(this.folder, trialId);
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
