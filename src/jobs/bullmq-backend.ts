import {
  createPostgresBackend,
  type Processor,
  Queue,
  type QueueOptions,
  Worker,
  type WorkerOptions,
  withBackend,
} from 'bullmq';

export interface BullBackend {
  queue(name: string, options: Omit<QueueOptions, 'connection'>): Queue;
  worker(name: string, processor: Processor, options: Omit<WorkerOptions, 'connection'>): Worker;
}

/** Queues in Redis when there is a URL of one, else in the `bullmq` schema of Postgres. */
export function createBullBackend(databaseUrl: string, redisUrl: string | undefined): BullBackend {
  return redisUrl === undefined ? postgresBackend(databaseUrl) : redisBackend(redisUrl);
}

function redisBackend(url: string): BullBackend {
  // A worker waits for Redis to come back; whoever adds a job, or asks whether it can be added, wants to know now.
  const failSoon = { url, maxRetriesPerRequest: 1 };
  const wait = { url, maxRetriesPerRequest: null };
  return {
    queue: (name, options) => new Queue(name, { ...options, connection: failSoon }),
    worker: (name, processor, options) => new Worker(name, processor, { ...options, connection: wait }),
  };
}

function postgresBackend(connectionString: string): BullBackend {
  const classes = withBackend(createPostgresBackend);
  const connection = { connectionString, schema: 'bullmq', migrate: true };
  return {
    queue: (name, options) => new classes.Queue(name, { ...options, connection }) as unknown as Queue,
    worker: (name, processor, options) =>
      new classes.Worker(name, processor, { ...options, connection }) as unknown as Worker,
  };
}
