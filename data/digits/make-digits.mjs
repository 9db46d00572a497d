// Makes the three IDX files of this folder from scikit-learn's digits.csv.gz:
//   node data/digits/make-digits.mjs path/to/digits.csv.gz
// Deterministic: the same input gives the same bytes (up to the version of zlib).
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

const SIDE = 8;
const CLASSES = 10;
const TRAIN_SHARE = 0.6;
const VALIDATION_SHARE = 0.2;
const [TRAIN, VALIDATION, TEST] = [0, 1, 2];

const source = process.argv[2];
if (source === undefined) throw new Error('usage: make-digits.mjs path/to/digits.csv.gz');

const rows = gunzipSync(readFileSync(source))
  .toString('ascii')
  .trim()
  .split('\n')
  .map((line) => line.split(',').map(Number));
for (const [index, row] of rows.entries()) {
  const pixels = row.slice(0, -1);
  const label = row.at(-1);
  if (pixels.length !== SIDE * SIDE || pixels.some((pixel) => !(pixel >= 0 && pixel <= 16)) || !(label >= 0 && label < CLASSES)) {
    throw new Error(`row ${index + 1} is not 64 pixels of 0..16 and a label of 0..9`);
  }
}
const labels = rows.map((row) => row.at(-1));

// Stratified: each class is put into an arbitrary but fixed order and cut 60/20/20.
const rank = rows.map((_, index) => createHash('sha256').update(`digits/${index}`).digest('hex'));
const split = new Uint8Array(rows.length);
for (let label = 0; label < CLASSES; label++) {
  const members = labels.flatMap((other, index) => (other === label ? [index] : []));
  members.sort((a, b) => (rank[a] < rank[b] ? -1 : 1));
  const trainEnd = Math.round(members.length * TRAIN_SHARE);
  const validationEnd = trainEnd + Math.round(members.length * VALIDATION_SHARE);
  for (const [position, index] of members.entries()) {
    split[index] = position < trainEnd ? TRAIN : position < validationEnd ? VALIDATION : TEST;
  }
}

function writeIdx(name, dimensions, values) {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(0x0800 + dimensions.length, 0);
  for (const [axis, size] of dimensions.entries()) header.writeUInt32BE(size, 4 + 4 * axis);
  writeFileSync(new URL(name, import.meta.url), gzipSync(Buffer.concat([header, Buffer.from(values)]), { level: 9 }));
}

writeIdx('images-idx3-ubyte.gz', [rows.length, SIDE, SIDE], rows.flatMap((row) => row.slice(0, -1)));
writeIdx('labels-idx1-ubyte.gz', [rows.length], labels);
writeIdx('splits-idx1-ubyte.gz', [rows.length], split);
