import { Tensor as OnnxTensor } from 'onnxruntime-node';
import { floatTensor, intTensor, type Tensor } from '../../tensor.js';
import { TensorError } from '../../tensor-error.js';

/** The same data for the engine, not copied. */
export function toOnnx(tensor: Tensor): OnnxTensor {
  const shape = [...tensor.shape];
  return tensor.dtype === 'float32'
    ? new OnnxTensor('float32', tensor.data, shape)
    : new OnnxTensor('int64', tensor.data, shape);
}

/** What the engine gave, not copied. RUN_FAILED when it is neither float32 nor int64. */
export function fromOnnx(name: string, tensor: OnnxTensor | undefined): Tensor {
  if (tensor?.data instanceof Float32Array) return floatTensor(tensor.dims, tensor.data);
  if (tensor?.data instanceof BigInt64Array) return intTensor(tensor.dims, tensor.data);
  throw new TensorError('RUN_FAILED', `onnx: output ${name} came back as ${tensor?.type ?? 'nothing'}`);
}
