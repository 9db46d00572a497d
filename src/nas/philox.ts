type Words4 = readonly [number, number, number, number];
type Words2 = readonly [number, number];

const ROUNDS = 10;
// Multipliers and Weyl increments of Philox4x32 (Salmon et al., SC 2011, section 3.3 and table 2).
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
const KEY_INCREMENTS = [0x9e3779b9, 0xbb67ae85] as const;

/**
 * One block of Philox4x32-10: a bijection of the 128-bit `counter` for each 64-bit `key`.
 * Words are unsigned 32-bit numbers, the lowest first.
 * @param block takes the 4 words
 */
export function philox4x32(
  counter: Words4,
  key: Words2,
  block: Uint32Array<ArrayBuffer> = new Uint32Array(4),
): Uint32Array<ArrayBuffer> {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round += 1) {
    const high0 = multiplyHigh(MULTIPLIERS[0], c0);
    const low0 = Math.imul(MULTIPLIERS[0], c0);
    const high1 = multiplyHigh(MULTIPLIERS[1], c2);
    const low1 = Math.imul(MULTIPLIERS[1], c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + KEY_INCREMENTS[0]) | 0;
    k1 = (k1 + KEY_INCREMENTS[1]) | 0;
  }
  block[0] = c0;
  block[1] = c1;
  block[2] = c2;
  block[3] = c3;
  return block;
}

/** The upper 32 bits of a 32 x 32 bit product, by 16-bit halves: no sum leaves 32 bits, so that integers stay integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const carry = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) >>> 0;
}
