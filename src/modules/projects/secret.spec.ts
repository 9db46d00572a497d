import { expect, it } from 'vitest';
import { hasFormOfSecret, hashOfSecret, newSecret } from './secret.js';

it('a secret has 256 random bits behind its prefix, and is found again by its digest', () => {
  const { text, prefix, hash } = newSecret();
  expect(text).toMatch(/^aw_[\w-]{43}$/);
  expect(Buffer.from(text.slice(3), 'base64url')).toHaveLength(32);
  expect(text.startsWith(prefix)).toBe(true);
  expect(hashOfSecret(text)).toEqual(hash);
  expect(newSecret().text).not.toBe(text);
});

it('the digest is SHA-256 (FIPS 180-2, appendix B.1)', () => {
  expect(hashOfSecret('abc').toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

it.each([
  '',
  'aw_',
  `aw_${'x'.repeat(42)}`,
  `aw_${'x'.repeat(44)}`,
  `AW_${'x'.repeat(43)}`,
  `aw_${'!'.repeat(43)}`,
])('%j is no secret', (text) => {
  expect(hasFormOfSecret(text)).toBe(false);
});
