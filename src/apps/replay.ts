import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ReplaySessionService, SessionsReplayModule } from '../modules/sessions/index.js';
import type { Configuration } from '../platform/config/index.js';
import { parseId } from '../platform/errors/index.js';
import { createLogger } from '../platform/logging/index.js';
import { CommonModule } from './common.module.js';
import { openResources } from './resources.js';

@Module({})
class ReplayModule {}

/** Replays a session from its log and prints what came of it. True when everything came out as it was logged. */
export async function replay(
  configuration: Configuration,
  session: string,
  fromStart: boolean,
): Promise<boolean> {
  const id = parseId(session, 'session');
  const resources = await openResources(configuration, createLogger('warn', process.stderr));
  try {
    const imports = [CommonModule.with(resources), SessionsReplayModule];
    const application = await NestFactory.createApplicationContext(
      { module: ReplayModule, imports },
      { logger: false, abortOnError: false },
    );
    try {
      const { fromVersion, toVersion, proposals, difference } = await application
        .get(ReplaySessionService)
        .replay(id, fromStart);
      const span = `versions ${fromVersion} to ${toVersion}: ${proposals} proposals as they were logged`;
      process.stdout.write(`${difference === null ? 'The same' : `DIFFERENT: ${difference}`} (${span})\n`);
      return difference === null;
    } finally {
      await application.close();
    }
  } finally {
    await resources.release();
  }
}
