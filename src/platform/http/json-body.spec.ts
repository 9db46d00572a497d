import { expect, it } from 'vitest';
import { refuseUnwieldyJson } from './json-body.js';

const read = (text: string) => refuseUnwieldyJson(Buffer.from(text));
const nested = (depth: number) => `${'{"a":['.repeat(depth / 2)}1${']}'.repeat(depth / 2)}`;

it('takes what is nested as far as anyone needs, beside whatever else there is', () => {
  expect(() => read(`[${nested(46)},${nested(46)},"\\"${'['.repeat(60)}"]`)).not.toThrow();
  expect(() => read(`[${'1,'.repeat(19_999)}1]`)).not.toThrow();
  expect(() => read(`["${','.repeat(30_000)}"]`)).not.toThrow();
});

it.each([
  ['lists in objects', nested(50)],
  ['what never ends', '['.repeat(50)],
  ['what comes after a text that ends in a backslash', `{"a\\\\":${'['.repeat(50)}`],
])('refuses %s', (_name, text) => {
  expect(() => read(text)).toThrow('nested more than 48 deep');
});

it('refuses too many values', () => {
  expect(() => read(`[${'1,'.repeat(20_000)}1]`)).toThrow('more than 20000 values');
});
