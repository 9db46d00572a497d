/**
 * Numbers in [-1, 1) by a hash of the index, the same here and in bench/reference/noise.py, so that contestants start from
 * the same weights and see the same images.
 */
export function noise(size: number, seed: number): Float32Array {
  return Float32Array.from({ length: size }, (_, index) => {
    let bits = (Math.imul(index, 2654435761) + Math.imul(seed, 40503)) >>> 0;
    for (let round = 0; round < 2; round += 1) bits = Math.imul(bits ^ (bits >>> 16), 0x45d9f3b) >>> 0;
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 31 - 1;
  });
}
