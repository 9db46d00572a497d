import { expect, it } from 'vitest';
import { plainText } from './plain-text.js';

const schema = plainText(5);

it.each([
  [' a b ', 'a b'],
  ['abcde', 'abcde'],
  ['Zoë 😀', 'Zoë 😀'],
])('%j is taken as %j', (text, taken) => {
  // An emoji counts as two of the characters, as it does in a string of JavaScript.
  expect(plainText(6).parse(text)).toBe(taken);
});

it.each(['', '  ', 'abcdef', 'a\0b', 'a\nb', 'a\u007f', '\ud800', 'a\udc00', 7, null])(
  '%j is refused',
  (text) => {
    expect(schema.safeParse(text).error?.issues[0]?.message).toBe(
      'must be a text of 1 to 5 characters, none of them a control character',
    );
  },
);
