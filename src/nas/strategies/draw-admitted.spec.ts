import { describe, expect, it } from 'vitest';
import { createSpace, type SearchSpace, spaceDefinitionSchema } from '../space/index.js';
import { drawAdmitted } from './draw-admitted.js';

const macro = createSpace(spaceDefinitionSchema.parse({ kind: 'macro' }));
const onlyEven: SearchSpace = {
  ...macro,
  rules: { admits: ([first = 0]) => first % 2 === 0, active: (tokens) => tokens.map(() => true) },
};

/** A stream of draws 0, 1, 2, ... */
function stream() {
  let next = 0;
  return (count: number) =>
    Array.from({ length: count }, () => {
      const tokens = [next];
      next += 1;
      return { tokens };
    });
}

describe('drawAdmitted', () => {
  it('leaves out what the rules do not admit', async () => {
    const drawn = await drawAdmitted(onlyEven, 3, stream());
    expect(drawn.map(({ tokens }) => tokens[0])).toEqual([0, 2, 4]);
  });

  it('gives the same in one call or in several', async () => {
    const draw = stream();
    const parts = [...(await drawAdmitted(onlyEven, 2, draw)), ...(await drawAdmitted(onlyEven, 3, draw))];
    expect(parts).toEqual(await drawAdmitted(onlyEven, 5, stream()));
  });

  it('gives up on a policy that draws nothing else', async () => {
    const odd = (count: number) => Array.from({ length: count }, () => ({ tokens: [1] }));
    await expect(drawAdmitted(onlyEven, 1, odd)).rejects.toMatchObject({ code: 'NOTHING_ADMITTED' });
  });
});
