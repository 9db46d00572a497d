/** Features of 0 and 1, 32 to a number. */
export type Bits = Int32Array;

export function packBits(features: Uint8Array): Bits {
  const bits = new Int32Array(Math.ceil(features.length / 32));
  features.forEach((value, index) => {
    if (value !== 0) bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31));
  });
  return bits;
}

/** In how many features two architectures differ (Hamming). */
export function distanceOf(a: Bits, b: Bits): number {
  let distance = 0;
  for (let word = 0; word < a.length; word += 1) distance += onesOf((a[word] ?? 0) ^ (b[word] ?? 0));
  return distance;
}

/** Adds bits in pairs, then fours, then bytes (Warren, Hacker's Delight, section 5-1). */
function onesOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
