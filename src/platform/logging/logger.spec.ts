import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { captureLog } from '../../../test/support/captured-log.js';
import { withCorrelation } from './correlation.js';
import { NestLogger } from './nest-logger.js';

describe('a log line', () => {
  it('carries the id of the request, the job or the training that wrote it, and no other', async () => {
    const { logger, lines } = captureLog();
    const child = logger.child({ source: 'trainer' });
    const write = async (message: string) => {
      await setImmediate();
      child.info(message);
    };
    await Promise.all([
      withCorrelation('one', () => write('first')),
      withCorrelation('two', () => write('second')),
      write('third'),
    ]);
    expect(lines).toEqual([
      expect.objectContaining({ msg: 'first', correlationId: 'one', source: 'trainer' }),
      expect.objectContaining({ msg: 'second', correlationId: 'two', source: 'trainer' }),
      expect.not.objectContaining({ correlationId: expect.anything() }),
    ]);
  });

  it('has level, time and the stack of an error', () => {
    const { logger, lines } = captureLog();
    logger.error('Something failed', { error: new RangeError('too much') });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        error: expect.objectContaining({
          type: 'RangeError',
          message: 'too much',
          stack: expect.stringContaining('logger.spec'),
        }),
      }),
    ]);
  });

  it('has no password', () => {
    const { logger, lines } = captureLog();
    const url = 'postgres://user:secret@host/archway';
    logger.info('Connected', { databaseUrl: url, options: { connectionString: url, password: 'secret' } });
    expect(JSON.stringify(lines)).not.toContain('secret');
    expect(lines).toHaveLength(1);
  });

  it("of the framework's start-up is for debugging, its warnings are not", () => {
    const { logger, lines } = captureLog();
    const nest = new NestLogger(logger);
    nest.log('Mapped {/health}', 'RouterExplorer');
    nest.warn('careful');
    nest.error('broken', 'at x', 'Here');
    expect(lines.map(({ level, msg, context }) => [level, msg, context])).toEqual([
      ['debug', 'Mapped {/health}', 'RouterExplorer'],
      ['warn', 'careful', undefined],
      ['error', 'broken', 'Here'],
    ]);
  });
});
