import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseId, parseInput } from './input.js';

const schema = z.strictObject({
  layers: z.int('must be whole'),
  filters: z.array(z.strictObject({ size: z.number('must be a number') })),
});

describe('parseInput', () => {
  it('names every field that is wrong, the way people write it', () => {
    const value = { layers: 1.5, filters: [{ size: 1 }, { size: 'x', colour: 1 }], more: 1, another: 2 };
    expect(() => parseInput(schema, value, ['space'])).toThrow(
      expect.objectContaining({
        code: 'INVALID_INPUT',
        problems: expect.arrayContaining([
          { field: 'space.layers', message: 'must be whole' },
          { field: 'space.filters[1].size', message: 'must be a number' },
          { field: 'space.filters[1].colour', message: 'is not a known field; there are size' },
          { field: 'space.more', message: 'is not a known field; there are layers, filters' },
          { field: 'space.another', message: 'is not a known field; there are layers, filters' },
        ]),
      }),
    );
  });

  it('says in one sentence what is wrong where, for whoever reads only the message', () => {
    expect(() => parseInput(schema, { layers: 1.5, filters: [], more: 1 })).toThrow(
      'layers: must be whole; more: is not a known field; there are layers, filters',
    );
    expect(() => parseInput(z.strictObject({}), { more: 1 }, [], 'an option of grid')).toThrow(
      'more: is not an option of grid; there is none',
    );
  });
});

it('an id is a UUID', () => {
  const id = '0199d3a0-5a2b-7c3d-8e4f-123456789abc';
  expect(parseId(id, 'sessionId')).toBe(id);
  expect(() => parseId('42', 'sessionId')).toThrow(/^sessionId: must be a UUID such as/);
});
