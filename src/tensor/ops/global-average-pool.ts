import type { Value } from '../graph.js';
import { formatShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { requireDType } from './elementwise.js';
import { mul } from './mul.js';
import { broadcastTo } from './reduce-sum.js';
import { reshape } from './reshape.js';
import type { Vjp } from './vjp.js';

/** Mean of each map: [n, c, h, w] -> [n, c]. */
export function globalAveragePool(x: Value): Value {
  requireDType('globalAveragePool', x, 'float32');
  const [batch = 0, channels = 0] = x.shape;
  if (x.shape.length !== 4) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `globalAveragePool: needs [n, c, h, w], got ${formatShape(x.shape)}`,
    );
  }
  return x.graph.apply('globalAveragePool', [x], {}, [{ shape: [batch, channels], dtype: 'float32' }])
    .outputs[0];
}

export const globalAveragePoolVjp: Vjp<'globalAveragePool'> = ({ inputs: [x] }, [dy]) => {
  const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
  const share = mul(dy, 1 / (height * width));
  return [broadcastTo(reshape(share, [batch, channels, 1, 1]), x.shape)];
};
