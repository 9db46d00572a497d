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
  return { begun, ask: sharedLookUps(lookUp) };
}

it('answers all who ask at one moment by one look-up, those who ask the same too', async () => {
  const { begun, ask } = controlled();
  const answers = Promise.all(['a', 'b', 'a'].map((question) => ask.load(question)));
  await breath();
  begun[0]?.end();
  expect(await answers).toEqual(['a!', 'b!', 'a!']);
  expect(begun.map(({ questions }) => questions)).toEqual([['a', 'b', 'a']]);
});

it('answers nobody from a look-up that began before it was asked', async () => {
  const { begun, ask } = controlled();
  const first = ask.load('a');
  await breath();
  const meanwhile = [ask.load('a'), ask.load('b')];
  await breath();
  expect(begun).toHaveLength(1);
  begun[0]?.end();
  expect(await first).toBe('a!');
  await breath();
  begun[1]?.end();
  expect(await Promise.all(meanwhile)).toEqual(['a!', 'b!']);
  const later = ask.load('a');
  await breath();
  begun[2]?.end();
  expect(await later).toBe('a!');
  expect(begun.map(({ questions }) => questions)).toEqual([['a'], ['a', 'b'], ['a']]);
});

it('tells those who asked of a failure, and looks again for those who ask next', async () => {
  const { begun, ask } = controlled();
  const first = ask.load('a');
  await breath();
  const second = ask.load('a');
  begun[0]?.end(new Error('Postgres is away'));
  await expect(first).rejects.toThrow('Postgres is away');
  await breath();
  begun[1]?.end();
  expect(await second).toBe('a!');
});
