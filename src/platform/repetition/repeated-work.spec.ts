import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { captureLog } from '../../../test/support/captured-log.js';
import { RepeatedWork } from './repeated-work.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const PAUSE = 1000;

function repeat(work: () => Promise<void>) {
  const { logger, lines } = captureLog();
  const repeated = new RepeatedWork(work, { name: 'tidying', pauseMilliseconds: PAUSE, logger });
  repeated.start();
  return { repeated, lines };
}

it('is done at once and after each pause, also when a time fails', async () => {
  const work = vi.fn(async () => {});
  work.mockRejectedValueOnce(new Error('connection refused'));
  const { repeated, lines } = repeat(work);
  await vi.advanceTimersByTimeAsync(2 * PAUSE);
  expect(work).toHaveBeenCalledTimes(3);
  expect(lines).toEqual([
    expect.objectContaining({ msg: 'Work failed and will be tried again', work: 'tidying' }),
  ]);
  await repeated.stop();
  await vi.advanceTimersByTimeAsync(2 * PAUSE);
  expect(work).toHaveBeenCalledTimes(3);
});

it('is never done twice at a time, and its stop waits for the present one', async () => {
  let finish: () => void = () => {};
  const work = vi.fn(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  const { repeated } = repeat(work);
  await vi.advanceTimersByTimeAsync(5 * PAUSE);
  expect(work).toHaveBeenCalledTimes(1);
  const stopped = vi.fn();
  const stopping = repeated.stop().then(stopped);
  await vi.advanceTimersByTimeAsync(PAUSE);
  expect(stopped).not.toHaveBeenCalled();
  finish();
  await stopping;
  await vi.advanceTimersByTimeAsync(5 * PAUSE);
  expect(work).toHaveBeenCalledTimes(1);
});
