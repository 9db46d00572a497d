import { expect, it } from 'vitest';
import { StatementNames } from './statement-names.js';

it('gives a text one name, another text another one, and none when there are enough, whoever asks', () => {
  const names = new StatementNames();
  const texts = Array.from({ length: 300 }, (_, index) => `select ${index}`);
  const given = texts.map((text) => names.of(text)).filter((name) => name !== undefined);
  expect(new Set(given).size).toBe(200);
  expect(texts.map((text) => names.of(text)).filter((name) => name !== undefined)).toEqual(given);
  expect(new StatementNames().of('select 0')).toBe(given[0]);
});
