import { expect, it, vi } from 'vitest';
import { CoalescedWork } from './coalesced-work.js';

it('is done once for all who ask in one moment, and once more for those who ask meanwhile', async () => {
  let meanwhile = () => {};
  const work = vi.fn(async () => meanwhile());
  const coalesced = new CoalescedWork(work, () => {});
  meanwhile = () => {
    meanwhile = () => {};
    coalesced.wake();
    coalesced.wake();
  };
  coalesced.wake();
  coalesced.wake();
  await coalesced.settled();
  expect(work).toHaveBeenCalledTimes(2);
  coalesced.wake();
  await coalesced.settled();
  expect(work).toHaveBeenCalledTimes(3);
});

it('tells of what failed, and is done again for whoever asks next', async () => {
  const failure = new Error('connection refused');
  const work = vi.fn(async () => {});
  work.mockRejectedValueOnce(failure);
  const told = vi.fn();
  const coalesced = new CoalescedWork(work, told);
  coalesced.wake();
  await coalesced.settled();
  expect(told).toHaveBeenCalledWith(failure);
  coalesced.wake();
  await coalesced.settled();
  expect(work).toHaveBeenCalledTimes(2);
});
