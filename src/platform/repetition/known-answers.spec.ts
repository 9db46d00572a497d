import { expect, it, vi } from 'vitest';
import { KnownAnswers } from './known-answers.js';

it('finds an answer once for each version of its subject, however many ask', async () => {
  const answers = new KnownAnswers<number>(32);
  const find = vi.fn(async () => find.mock.calls.length);
  const first = await Promise.all([answers.get('a', '1', find), answers.get('a', '1', find)]);
  expect(first).toEqual([1, 1]);
  expect(await answers.get('a', '2', find)).toEqual(2);
  expect(await answers.get('b', '2', find)).toEqual(3);
  expect(await answers.get('a', '2', find)).toEqual(2);
});

it('does not keep a failure', async () => {
  const answers = new KnownAnswers<number>(32);
  const failing = answers.get('a', '1', async () => {
    throw new Error('Postgres is away');
  });
  await expect(failing).rejects.toThrow('Postgres is away');
  expect(await answers.get('a', '1', async () => 1)).toEqual(1);
});

it('forgets what was not asked for among the last 32', async () => {
  const answers = new KnownAnswers<number>(32);
  const find = vi.fn(async () => 1);
  const ask = (question: number) => answers.get(String(question), '1', find);
  for (let question = 0; question < 32; question += 1) await ask(question);
  await ask(0);
  await ask(32);
  expect(find).toHaveBeenCalledTimes(33);
  await ask(0);
  expect(find).toHaveBeenCalledTimes(33);
  await ask(1);
  expect(find).toHaveBeenCalledTimes(34);
});
