import { setImmediate as breath } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sharedLookUps } from './shared-look-ups.js';

/** Look-ups that end when they are told to. */
function controlled() {
  const begun: { readonly questions: readonly string[]; readonly end: (failure?: Error) => void }[] = [];
  const lookUp = (questions: readonly string[]) =>
    new Promise<string[]>((resolve, reject) => {
      const end = (failure?: Error) => (failure ? reject(failure) : resolve(questions.map((q) => `${q}!`)));
      begun.push({ questions, end });
    });
  /** Ends look-up `index` once it has begun, which may be a turn of the event loop later than it was asked for. */
  const end = async (index: number, failure?: Error): Promise<void> => {
    while (begun.length <= index) await breath();
    begun[index]?.end(failure);
  };
  return { begun, end, ask: sharedLookUps(lookUp) };
}

it('answers all who ask at one moment by one look-up, those who ask the same too', async () => {
  const { begun, end, ask } = controlled();
  const answers = Promise.all(['a', 'b', 'a'].map((question) => ask.load(question)));
  await end(0);
  expect(await answers).toEqual(['a!', 'b!', 'a!']);
  expect(begun.map(({ questions }) => questions)).toEqual([['a', 'b', 'a']]);
});

it('answers nobody from a look-up that began before it was asked', async () => {
  const { begun, end, ask } = controlled();
  const first = ask.load('a');
  while (begun.length === 0) await breath();
  const meanwhile = [ask.load('a'), ask.load('b')];
  await breath();
  await breath();
  expect(begun).toHaveLength(1);
  await end(0);
  expect(await first).toBe('a!');
  await end(1);
  expect(await Promise.all(meanwhile)).toEqual(['a!', 'b!']);
  const later = ask.load('a');
  await end(2);
  expect(await later).toBe('a!');
  expect(begun.map(({ questions }) => questions)).toEqual([['a'], ['a', 'b'], ['a']]);
});

it('tells those who asked of a failure, and looks again for those who ask next', async () => {
  const { end, ask } = controlled();
  const first = expect(ask.load('a')).rejects.toThrow('Postgres is away');
  await end(0, new Error('Postgres is away'));
  await first;
  const second = ask.load('a');
  await end(1);
  expect(await second).toBe('a!');
});
