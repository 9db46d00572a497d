import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Admission, authenticated } from '../modules/projects/index.js';
import type { Configuration } from '../platform/config/index.js';
import { Database } from '../platform/database/index.js';
import {
  correlate,
  ErrorFilter,
  guardLoopback,
  jsonBody,
  notStored,
  securityHeaders,
  setTimeouts,
} from '../platform/http/index.js';
import { createLogger, NestLogger } from '../platform/logging/index.js';
import { ensureKey } from './first-key.js';
import { openResources, type Resources } from './resources.js';
import { type Role, RootModule } from './root.module.js';
import { STREAM_PATH, SubscriptionStreams } from './subscription-streams.service.js';

/** Runs a role until SIGTERM or SIGINT. */
export async function run(role: Role, configuration: Configuration): Promise<void> {
  const logger = createLogger(configuration.logLevel);
  const statementSeconds = role === 'worker' ? 0 : configuration.statementSeconds;
  const resources = await openResources(configuration, logger, statementSeconds);
  try {
    const application = await start(role, resources);
    const reason = await Promise.race([terminationSignal(), resources.databaseGone]);
    logger.info('Archway stops', { reason });
    if (reason === 'POSTGRES_GONE') process.exitCode = 1;
    await application.close(reason);
  } finally {
    await resources.release();
  }
  logger.info('Archway has stopped');
}

/** An application as Nest makes it; its interface does not say that what it is told reaches the hooks of the shutdown. */
interface Application {
  close(signal?: string): Promise<void>;
}

async function start(role: Role, resources: Resources): Promise<Application> {
  const { logger } = resources;
  await new Database(resources.dataSource).assertReady();
  const options = { logger: new NestLogger(logger), abortOnError: false, forceCloseConnections: true };
  const root = RootModule.of(role, resources);
  if (role === 'worker') {
    const application = await NestFactory.createApplicationContext(root, options);
    logger.info('Archway is ready', { role });
    return application;
  }
  const open = await ensureKey(resources);
  const application = await NestFactory.create<NestExpressApplication>(root, {
    ...options,
    bodyParser: false,
  });
  await listen(application, resources);
  const { address, port } = application.getHttpServer().address() as AddressInfo;
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
  logger.info('Archway is ready', { role, url, graphql: `${url}/graphql`, open });
  // A program that started us with a channel learns the address from it, whatever the port.
  process.send?.({ url });
  return application;
}

async function listen(
  application: NestExpressApplication,
  { configuration, logger }: Resources,
): Promise<void> {
  const { corsOrigins, loopbackOnly, trustedProxies } = configuration;
  application.disable('x-powered-by');
  // Resources of /v1 have tags of their own; of other answers a hash would be taken for nothing.
  application.disable('etag');
  application.use(correlate);
  application.use(securityHeaders());
  if (loopbackOnly) application.use(guardLoopback(corsOrigins, logger));
  if (corsOrigins.length > 0) application.enableCors(crossOrigin(corsOrigins));
  application.use(authenticated(application.get(Admission, { strict: false }), trustedProxies, logger));
  application.use('/graphql', notStored);
  application.use(jsonBody());
  // Before Apollo takes everything below /graphql.
  application.use(STREAM_PATH, application.get(SubscriptionStreams, { strict: false }).handle);
  application.useGlobalFilters(new ErrorFilter(logger));
  setTimeouts(application.getHttpServer());
  await application.listen(configuration.port, configuration.host);
}

/** Pages of these origins may use the API with a key; browsers send nothing by themselves that would open it. */
const crossOrigin = (origins: readonly string[]) => ({
  origin: [...origins],
  methods: ['GET', 'POST'],
  exposedHeaders: ['etag', 'location', 'retry-after', 'x-request-id'],
  maxAge: 600,
});

/** One signal asks to stop; a second one does not wait. */
function terminationSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve(signal);
      });
    }
  });
}
