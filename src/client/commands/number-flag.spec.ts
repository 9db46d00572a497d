import { expect, it } from 'vitest';
import { orNull, positiveNumber, wholeNumber } from './number-flag.js';

it.each([
  [
    () => wholeNumber('--first', '0', { least: 1, most: 500 }),
    '--first must be a whole number from 1 to 500',
  ],
  [
    () => wholeNumber('--first', '501', { least: 1, most: 500 }),
    '--first must be a whole number from 1 to 500',
  ],
  [() => wholeNumber('--max-trials', '1.5'), '--max-trials must be a whole number'],
  [() => wholeNumber('--max-trials', ''), '--max-trials must be a whole number'],
  [
    () => wholeNumber('--timeout', 'soon', { least: 1, unit: 'seconds' }),
    '--timeout must be a whole number of seconds from 1',
  ],
  [() => positiveNumber('--max-flops', '-3'), '--max-flops must be a number above 0'],
  [() => positiveNumber('--max-flops', 'Infinity'), '--max-flops must be a number above 0'],
])('a flag that is no such number is refused by its name: %#', (read, message) => {
  expect(read).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', message }));
});

it('a flag that is one is read, and one that is absent is null', () => {
  expect(wholeNumber('--first', '500', { least: 1, most: 500 })).toBe(500);
  expect(wholeNumber('--seed', '-2')).toBe(-2);
  expect(positiveNumber('--max-flops', '1e9')).toBe(1e9);
  expect(orNull(undefined, Number)).toBeNull();
  expect(orNull('7', Number)).toBe(7);
});
