import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as operations from './operations.js';

const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));

describe('the operations of the demo', () => {
  it.each(Object.entries(operations))('%s is valid against schema.graphql', (_name, text) => {
    expect(validate(schema, parse(text))).toEqual([]);
  });
});
