import { describe, expect, it } from 'vitest';
import { createSpace, spaceDefinitionSchema, tokensAt } from '../space/index.js';
import { tableFromCsv } from './csv-table.js';

const space = createSpace(spaceDefinitionSchema.parse({ kind: 'macro' }));
const columns = { architecture: 'arch', reward: 'V12', validation: 'V', test: 'T' };
const names = Array.from({ length: Number(space.size) }, (_, index) =>
  tokensAt(space.decisions, BigInt(index)).join(''),
);
const lines = ['T,arch,V12,V', ...names.map((name, index) => `${index},"${name}",${index / 100},-1`)];
const read = (edited: readonly string[]) => tableFromCsv('own.csv', edited.join('\n'), space, columns);

describe('tableFromCsv', () => {
  it('finds columns by name and rows by architecture, in whatever order', () => {
    const [head = '', ...rows] = lines;
    const table = read([head, ...rows.reverse()]);
    expect(table.lookUp(space, tokensAt(space.decisions, 4_321n))).toEqual({
      reward: Math.fround(43.21),
      validation: -1,
      test: 4_321,
    });
  });

  it('names duplicates and bad rows by their line, all at once', () => {
    expect(() => read([...lines, lines[7] ?? '', '1,22222223,1,1', '1,00000000,,1'])).toThrow(
      /line 6563: repeats the architecture of line 8[\s\S]*line 6564: '22222223' is no network[\s\S]*line 6565: '' is no number for reward/,
    );
  });

  it('names missing architectures, the first of them where they are many', () => {
    expect(() => read(lines.slice(0, -3))).toThrow(
      "3 of the space's 6561 architectures are missing: 22222220, 22222221, 22222222",
    );
    expect(() => read(lines.slice(0, -7))).toThrow(
      "7 of the space's 6561 architectures are missing, such as 22222202, 22222210, 22222211, 22222212, 22222220",
    );
  });

  it('names a column that is absent, and those that there are', () => {
    expect(() => read(['arch,V12,V'])).toThrow("no column 'T'; it has arch, V12, V");
  });

  it('needs a space with a notation', () => {
    const chain = createSpace({
      kind: 'cnn-chain',
      layers: 1,
      filterHeights: [1],
      filterWidths: [1],
      filters: [8],
    });
    expect(() => tableFromCsv('own.csv', '', chain, columns)).toThrow(
      expect.objectContaining({ code: 'NO_CODEC' }),
    );
  });
});
