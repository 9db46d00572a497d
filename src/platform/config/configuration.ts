import { join, resolve } from 'node:path';
import { z } from 'zod';
import { clientSettings } from './client-environment.js';
import { labelsSchema } from './label.js';

const LOOPBACK_HOSTS = new Set(['127.0.0.1', '::1', 'localhost']);

const flag = z
  .enum(['true', 'false'], { error: 'must be "true" or "false"' })
  .transform((text) => text === 'true');

const whole = (minimum: number, maximum: number) =>
  z.coerce
    .number({ error: `must be a whole number from ${minimum} to ${maximum}` })
    .int(`must be a whole number from ${minimum} to ${maximum}`)
    .min(minimum, `must be at least ${minimum}`)
    .max(maximum, `must be at most ${maximum}`);

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

const url = (protocols: readonly string[], example: string) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `must be a URL such as ${example}`,
  });

/** Every setting of the program, by the name of its environment variable. `archway --help` prints this table. */
export const settings = {
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/archway')
    .optional()
    .describe('Postgres 14 or newer to use; without it the program runs one of its own in the data folder'),
  REDIS_URL: url(['redis:', 'rediss:'], 'redis://host:6379')
    .optional()
    .describe('Redis for the job queues; without it they live in Postgres'),
  ARCHWAY_HOST: z.string().min(1).default('127.0.0.1').describe('address that the API listens on'),
  ARCHWAY_PORT: whole(0, 65_535).default(8080).describe('port of the API; 0 picks a free one'),
  ARCHWAY_PRINT_FIRST_KEY: flag
    .default(false)
    .describe(
      '"true" lets the API make the first key and print it, when it listens beyond loopback and none exists',
    ),
  ARCHWAY_CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .refine((origins) => origins.every(isOrigin), {
      error: 'must be origins such as https://dashboard.example, with commas between them',
    })
    .optional()
    .describe('web pages that may use the API, by origin, with commas; none but its own unless given'),
  ARCHWAY_TRUSTED_PROXIES: whole(0, 10)
    .default(0)
    .describe('proxies in front of the API whose X-Forwarded-For tells the address of a client'),
  ARCHWAY_REQUESTS_PER_MINUTE: whole(0, 1_000_000)
    .default(6000)
    .describe('requests and operations of one key in a minute; 0 sets no limit'),
  ARCHWAY_ANONYMOUS_REQUESTS_PER_MINUTE: whole(0, 1_000_000)
    .default(300)
    .describe('the same of one address without a valid key'),
  ARCHWAY_STREAMS_PER_KEY: whole(0, 1_000_000)
    .default(200)
    .describe('streams, sockets and waiting requests that a key may keep open in a process; 0 sets no limit'),
  ARCHWAY_QUERY_COST: whole(1000, 1_000_000_000)
    .default(100_000)
    .describe('fields that the answer to one GraphQL operation may have'),
  ARCHWAY_INTROSPECTION: flag
    .optional()
    .describe('whether clients may ask GraphQL for its schema; unless given, on loopback only'),
  ARCHWAY_STATEMENT_SECONDS: whole(1, 3600)
    .default(30)
    .describe("after which Postgres gives up a statement of the API's processes"),
  ARCHWAY_DATA_FOLDER: z
    .string()
    .min(1)
    .default('.archway')
    .transform((path) => resolve(path))
    .describe('folder of the embedded Postgres and of local files'),
  ARCHWAY_DEVICE_SLOTS: whole(0, 1024)
    .optional()
    .describe('trials that this worker trains at a time on each of its devices; 0 trains none'),
  ARCHWAY_RUNTIME: z
    .enum(['auto', 'onnx', 'tensorflow'], { error: 'must be one of auto, onnx, tensorflow' })
    .default('auto')
    .describe('engine that this worker trains with; auto: onnx on a CPU, tensorflow or else onnx on a card'),
  ARCHWAY_DEVICE: z
    .string()
    .regex(
      /^(cuda|(cpu|cuda:\d{1,3})(,(cpu|cuda:\d{1,3}))*)$/,
      'must be cpu, cuda for every card, or cards by their numbers, such as cuda:0 or cuda:0,cuda:1',
    )
    .default('cpu')
    .describe('what this worker trains on: cpu, cards such as cuda:0,cuda:1, or cuda for every card'),
  ARCHWAY_LABELS: z
    .string()
    .transform((text) => text.split(',').map((label) => label.trim()))
    .pipe(labelsSchema)
    .default([])
    .describe('what this worker is, with commas, such as gpu,team-a: searches may ask for labels'),
  ARCHWAY_TRAINER_THREADS: whole(1, 1024).default(1).describe('compute threads of one training process'),
  ARCHWAY_TRAINER_MEMORY_MEGABYTES: whole(128, 1_048_576)
    .default(2048)
    .describe('resident memory at which a training process is stopped as OUT_OF_MEMORY'),
  ARCHWAY_LEASE_SECONDS: whole(2, 3600)
    .default(15)
    .describe('a trial whose worker is silent for so long goes back to the queue'),
  ARCHWAY_DRAIN_SECONDS: whole(0, 86_400)
    .default(25)
    .describe('after SIGTERM trials may go on for so long; what has not ended then is handed back'),
  ARCHWAY_AUDIT_DAYS: whole(1, 3650)
    .default(365)
    .describe('days for which mutations are remembered: in the audit log, and to be carried out only once'),
  ARCHWAY_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], {
      error: 'must be one of trace, debug, info, warn, error, fatal',
    })
    .default('info')
    .describe('least severe log line that is written'),
} as const;

const schema = z.object(settings);

export interface Configuration {
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly loopbackOnly: boolean;
  readonly printFirstKey: boolean;
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: number;
  readonly requestsPerMinute: number;
  readonly anonymousRequestsPerMinute: number;
  readonly streamsPerKey: number;
  readonly queryCost: number;
  readonly introspection: boolean;
  readonly statementSeconds: number;
  readonly dataFolder: string;
  /** On each device; undefined leaves it to the kind of device. */
  readonly deviceSlots: number | undefined;
  readonly runtime: z.infer<(typeof settings)['ARCHWAY_RUNTIME']>;
  /** Each once; 'cuda' is every card of the machine. */
  readonly devices: 'cuda' | readonly ('cpu' | `cuda:${number}`)[];
  readonly labels: readonly string[];
  readonly trainerThreads: number;
  readonly trainerMemoryMegabytes: number;
  readonly leaseSeconds: number;
  readonly drainSeconds: number;
  readonly auditDays: number;
  readonly logLevel: z.infer<(typeof settings)['ARCHWAY_LOG_LEVEL']>;
}

/** Nest's token for the configuration: read once, frozen, the same everywhere. */
export const CONFIGURATION = Symbol('Configuration');

export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads the environment.
 * @throws ConfigurationError with a line for every setting that is wrong, not only for the first.
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const given = Object.fromEntries(Object.entries(environment).filter(([, text]) => text !== ''));
  const parsed = schema.safeParse(given);
  const wrong = [
    ...(parsed.error?.issues ?? []).map((issue) => `  ${issue.path.join('.')} ${issue.message}`),
    ...unknownSettings(given),
  ];
  if (!parsed.success || wrong.length > 0) {
    throw new ConfigurationError(`The configuration is not usable:\n${wrong.join('\n')}`);
  }
  const values = parsed.data;
  const loopbackOnly = LOOPBACK_HOSTS.has(values.ARCHWAY_HOST);
  return Object.freeze({
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    host: values.ARCHWAY_HOST,
    port: values.ARCHWAY_PORT,
    loopbackOnly,
    printFirstKey: values.ARCHWAY_PRINT_FIRST_KEY,
    corsOrigins: values.ARCHWAY_CORS_ORIGINS ?? [],
    trustedProxies: values.ARCHWAY_TRUSTED_PROXIES,
    requestsPerMinute: values.ARCHWAY_REQUESTS_PER_MINUTE,
    anonymousRequestsPerMinute: values.ARCHWAY_ANONYMOUS_REQUESTS_PER_MINUTE,
    streamsPerKey: values.ARCHWAY_STREAMS_PER_KEY,
    queryCost: values.ARCHWAY_QUERY_COST,
    introspection: values.ARCHWAY_INTROSPECTION ?? loopbackOnly,
    statementSeconds: values.ARCHWAY_STATEMENT_SECONDS,
    dataFolder: values.ARCHWAY_DATA_FOLDER,
    deviceSlots: values.ARCHWAY_DEVICE_SLOTS,
    runtime: values.ARCHWAY_RUNTIME,
    devices: devicesOf(values.ARCHWAY_DEVICE),
    labels: values.ARCHWAY_LABELS,
    trainerThreads: values.ARCHWAY_TRAINER_THREADS,
    trainerMemoryMegabytes: values.ARCHWAY_TRAINER_MEMORY_MEGABYTES,
    leaseSeconds: values.ARCHWAY_LEASE_SECONDS,
    drainSeconds: values.ARCHWAY_DRAIN_SECONDS,
    auditDays: values.ARCHWAY_AUDIT_DAYS,
    logLevel: values.ARCHWAY_LOG_LEVEL,
  });
}

function devicesOf(text: string): Configuration['devices'] {
  return text === 'cuda' ? text : [...new Set(text.split(',') as ('cpu' | `cuda:${number}`)[])];
}

/**
 * The configuration of this process.
 * @param overrides settings that the command line gives; they win over the environment
 * @throws ConfigurationError
 */
export const ownConfiguration = (
  overrides: Readonly<Record<string, string | undefined>> = {},
): Configuration => readConfiguration({ ...process.env, ...overrides });

/** Where `archway setup tensorflow` installs, and workers look. */
export const tensorFlowFolder = ({ dataFolder }: Pick<Configuration, 'dataFolder'>): string =>
  join(dataFolder, 'runtimes', 'tensorflow');

/** The index of Python packages that this user has set for pip, else the public one. */
export const packageIndexUrl = (): string => process.env.PIP_INDEX_URL || 'https://pypi.org/simple/';

/**
 * Where the loader of this process looks for libraries beside the usual places: CUDA's are often there. Training processes inherit no
 * other variable.
 */
export const libraryPath = (): Readonly<Record<string, string>> => {
  const path = process.env.LD_LIBRARY_PATH;
  return path === undefined ? {} : { LD_LIBRARY_PATH: path };
};

/** Engines that are loaded afterwards are shown these cards, and print no lines of their own. */
export function prepareEngines(variables: Readonly<Record<string, string>>): void {
  Object.assign(process.env, variables, { TF_CPP_MIN_LOG_LEVEL: '2' });
}

/** A misspelt ARCHWAY_ setting would otherwise be ignored in silence. */
function unknownSettings(environment: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith('ARCHWAY_') && !(name in settings) && !(name in clientSettings))
    .map((name) => `  ${name} is not a setting; the settings are ${Object.keys(settings).join(', ')}`);
}
