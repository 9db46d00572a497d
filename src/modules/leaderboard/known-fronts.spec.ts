import { expect, it, vi } from 'vitest';
import { type Front, KnownFronts } from './known-fronts.js';

const front = (size: number): Front => ({ standings: [], size });

it('finds a front once for each version of its board, however many ask', async () => {
  const fronts = new KnownFronts();
  const find = vi.fn(async () => front(find.mock.calls.length));
  const first = await Promise.all([fronts.get('a', '1', find), fronts.get('a', '1', find)]);
  expect(first).toEqual([front(1), front(1)]);
  expect(await fronts.get('a', '2', find)).toEqual(front(2));
  expect(await fronts.get('b', '2', find)).toEqual(front(3));
  expect(await fronts.get('a', '2', find)).toEqual(front(2));
});

it('does not keep a failure', async () => {
  const fronts = new KnownFronts();
  const failing = fronts.get('a', '1', async () => {
    throw new Error('Postgres is away');
  });
  await expect(failing).rejects.toThrow('Postgres is away');
  expect(await fronts.get('a', '1', async () => front(1))).toEqual(front(1));
});

it('forgets what was not asked for among the last 32', async () => {
  const fronts = new KnownFronts();
  const find = vi.fn(async () => front(1));
  const ask = (question: number) => fronts.get(String(question), '1', find);
  for (let question = 0; question < 32; question += 1) await ask(question);
  await ask(0);
  await ask(32);
  expect(find).toHaveBeenCalledTimes(33);
  await ask(0);
  expect(find).toHaveBeenCalledTimes(33);
  await ask(1);
  expect(find).toHaveBeenCalledTimes(34);
});
