import type { Value } from '../graph.js';
import { add } from '../ops/add.js';
import { clip } from '../ops/clip.js';
import { mul } from '../ops/mul.js';
import { sigmoid } from '../ops/sigmoid.js';

/** min(max(x, 0), 6) (Howard et al., arXiv 1704.04861). Any shape. */
export const relu6 = (x: Value): Value => clip(x, 0, 6);

/** x sigmoid(x), also called SiLU (Ramachandran et al., arXiv 1710.05941). Any shape. */
export const swish = (x: Value): Value => mul(x, sigmoid(x));

/** x relu6(x + 3) / 6 (Howard et al., arXiv 1905.02244, section 5.2). Any shape. */
export const hardSwish = (x: Value): Value => mul(x, clip(add(mul(x, 1 / 6), 0.5), 0, 1));
