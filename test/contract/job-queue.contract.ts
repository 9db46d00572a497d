import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobConsumer, JobHandler, JobPayload, JobQueue } from '../../src/jobs/index.js';
import { newId } from '../../src/platform/ids/index.js';
import { correlationId } from '../../src/platform/logging/index.js';
import { eventually } from '../support/eventually.js';

/** One place where jobs wait, and the processes around it. */
export interface JobQueueHarness {
  /** The queue as one process has it; all of a harness share their jobs. */
  connect(): JobQueue;
  /** Lets a consumer in a process of its own take an advanceSession job, and kills it in the middle. */
  loseConsumer(): Promise<void>;
  close(): Promise<void>;
}

type Turn = JobPayload<'advanceSession'>;

const turn = (cause = 'start', sessionId = newId()): Turn => ({
  sessionId,
  cause,
  correlationId: 'request-1',
});

/** A promise that the test resolves. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** What every job queue of the product has to do. */
export function describeJobQueue(name: string, open: () => Promise<JobQueueHarness>, whyNot?: string): void {
  describe.skipIf(whyNot !== undefined)(`JobQueue: ${name}${whyNot ? ` (skipped: ${whyNot})` : ''}`, () => {
    let harness: JobQueueHarness;
    let queue: JobQueue;
    let consumers: JobConsumer[];

    const consume = async (handler: JobHandler<'advanceSession'>, concurrency = 1): Promise<JobConsumer> => {
      const consumer = await queue.consume('advanceSession', concurrency, handler);
      consumers.push(consumer);
      return consumer;
    };

    beforeEach(async () => {
      harness = await open();
      queue = harness.connect();
      consumers = [];
    });

    afterEach(async () => {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await harness.close();
    });

    it('takes many at a time, and of equal ones one', async () => {
      const wanted = ['1', '2', '3', '2'].map((cause) => turn(cause, '0199d3a0-5a2b-7c3d-8e4f-123456789abc'));
      await queue.enqueueAll('advanceSession', wanted);
      await queue.enqueueAll('advanceSession', []);
      const got: string[] = [];
      await consume(async ({ cause }) => void got.push(cause));
      await eventually(() => got.length === 3, { what: 'three jobs' });
      expect(got).toEqual(['1', '2', '3']);
    });

    it('delivers what another process enqueued, each payload once, whichever consumer takes it', async () => {
      const sent = [turn(), { ...turn(), correlationId: 'request-2' }];
      const delivered: Turn[] = [];
      for (let consumer = 0; consumer < 2; consumer += 1)
        await consume(async (job) => void delivered.push(job));
      const other = harness.connect();
      for (const job of sent) await other.enqueue('advanceSession', job);
      await eventually(() => delivered.length === sent.length, { what: 'both jobs' });
      expect(new Set(delivered)).toEqual(new Set(sent));
    });

    it('takes equal keys for one job while it waits and while it runs, and frees the key when it ends', async () => {
      const job = turn();
      const { opened, open: finish } = gate();
      const delivered: string[] = [];
      await queue.enqueue('advanceSession', job);
      await queue.enqueue('advanceSession', { ...job, correlationId: 'while it waits' });
      await consume(async (payload) => {
        delivered.push(payload.correlationId);
        await opened;
      });
      await eventually(() => delivered.length > 0, { what: 'the job' });
      await queue.enqueue('advanceSession', { ...job, correlationId: 'while it runs' });
      finish();
      await eventually(
        async () => {
          await queue.enqueue('advanceSession', { ...job, correlationId: 'afterwards' });
          return delivered.includes('afterwards');
        },
        { what: 'the key to be free' },
      );
      expect(delivered.filter((id) => id !== 'afterwards')).toEqual(['request-1']);
    });

    it('calls a handler that throws again, three times in all, and then drops the job', async () => {
      const job = turn();
      const delivered: string[] = [];
      await consume(async (payload) => {
        delivered.push(payload.correlationId);
        if (payload.correlationId === 'request-1') throw new Error('this handler fails');
      });
      await queue.enqueue('advanceSession', job);
      await eventually(() => delivered.length >= 3, { what: 'three attempts' });
      await eventually(
        async () => {
          await queue.enqueue('advanceSession', { ...job, correlationId: 'afterwards' });
          return delivered.includes('afterwards');
        },
        { what: 'the key to be free' },
      );
      expect(delivered.filter((id) => id === 'request-1')).toHaveLength(3);
    });

    it('runs as many jobs at a time as it was told, and no more', async () => {
      const waiting: (() => void)[] = [];
      let running = 0;
      let most = 0;
      let done = 0;
      await consume(async () => {
        running += 1;
        most = Math.max(most, running);
        const { opened, open: finish } = gate();
        waiting.push(finish);
        await opened;
        running -= 1;
        done += 1;
      }, 2);
      for (let index = 0; index < 5; index += 1) await queue.enqueue('advanceSession', turn());
      for (let ended = 0; ended < 5; ended += 1) {
        await eventually(() => running === Math.min(2, 5 - ended), { what: 'the free places to be filled' });
        waiting.shift()?.();
        await eventually(() => done === ended + 1, { what: 'a job to end' });
      }
      expect(most).toBe(2);
    });

    it('hands a job to a consumer of its own process, and adds it where there is none', async () => {
      const delivered: Turn[] = [];
      const job = turn();
      await harness.connect().hand('advanceSession', job);
      await consume(async (payload) => void delivered.push(payload));
      await eventually(() => delivered.length === 1, { what: 'the job that another process added' });
      const [second, invalid] = [turn(), { ...turn(), sessionId: 'no-id' }];
      await queue.hand('advanceSession', invalid);
      await queue.hand('advanceSession', second);
      await eventually(() => delivered.length === 2, { what: 'the job that was handed over' });
      expect(delivered).toEqual([job, second]);
    });

    it('loses none of the jobs that it is handed while it has no room', async () => {
      const { opened, open: finish } = gate();
      const taken: string[] = [];
      const consumer = await consume(async ({ cause }) => {
        taken.push(cause);
        await opened;
      });
      const causes = ['1', '2', '3', '4'];
      for (const cause of causes) await queue.hand('advanceSession', turn(cause));
      finish();
      await eventually(() => taken.length === causes.length, { what: 'all jobs' });
      await consumer.stop();
      expect(new Set(taken)).toEqual(new Set(causes));
    });

    it('tries a job again that was handed over and failed', async () => {
      let attempts = 0;
      await consume(async () => {
        attempts += 1;
        if (attempts === 1) throw new Error('this handler fails once');
      });
      await queue.hand('advanceSession', turn());
      await eventually(() => attempts === 2, { what: 'the second attempt' });
    });

    it('waits, when stopped, for what was handed over too', async () => {
      const { opened, open: finish } = gate();
      let done = false;
      const consumer = await consume(async () => {
        await opened;
        done = true;
      });
      await queue.hand('advanceSession', turn());
      const stopped = consumer.stop().then(() => done);
      await queue.assertReady();
      finish();
      expect(await stopped).toBe(true);
    });

    it('waits, when stopped, for what runs, and takes nothing more', async () => {
      const [first, second] = [turn(), turn()];
      const { opened, open: finish } = gate();
      const taken: string[] = [];
      const consumer = await consume(async ({ sessionId }) => {
        taken.push(sessionId);
        await opened;
      });
      await queue.enqueue('advanceSession', first);
      await eventually(() => taken.length > 0, { what: 'the first job' });
      await queue.enqueue('advanceSession', second);
      let stopped = false;
      const stopping = consumer.stop().then(() => {
        stopped = true;
      });
      await queue.assertReady();
      expect(stopped).toBe(false);
      finish();
      await stopping;
      const later: string[] = [];
      await consume(async ({ sessionId }) => void later.push(sessionId));
      await eventually(() => later.length > 0, { what: 'the second job, by another consumer' });
      expect([taken, later]).toEqual([[first.sessionId], [second.sessionId]]);
    });

    it('delivers the job of a consumer that was lost again', async () => {
      const job = turn();
      await queue.enqueue('advanceSession', job);
      await harness.loseConsumer();
      const delivered: Turn[] = [];
      await consume(async (payload) => void delivered.push(payload));
      await eventually(() => delivered.length > 0, { what: 'the job of the lost consumer' });
      expect(delivered).toEqual([job]);
    });

    it('gives no handler a payload that is not of its kind', async () => {
      const delivered: unknown[] = [];
      await consume(async (payload) => void delivered.push(payload), 4);
      const good = turn();
      await queue.enqueue('advanceSession', { ...good, sessionId: 'no-id' });
      await queue.enqueue('advanceSession', { ...good, cause: '' });
      await queue.enqueue('advanceSession', good);
      await eventually(() => delivered.length > 0, { what: 'the good job' });
      expect(delivered).toEqual([good]);
    });

    it('sets the correlation id of a job while its handler runs', async () => {
      const seen: (string | undefined)[] = [];
      await consume(async () => void seen.push(correlationId()));
      await queue.enqueue('advanceSession', { ...turn(), correlationId: 'request-3' });
      await eventually(() => seen.length > 0, { what: 'the job' });
      expect(seen).toEqual(['request-3']);
      expect(correlationId()).toBeUndefined();
    });
  });
}
