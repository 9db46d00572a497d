import { IMAGE, type Layer, type LayerGraph, liveLayers } from '../../nas/network/index.js';
import type { Random } from '../../nas/random.js';
import { floatTensor, type Tensor } from '../../tensor/index.js';

/** How a variable starts, and whether gradient descent changes it. */
export type Role = 'weight' | 'bias' | 'scale' | 'offset' | 'runningMean' | 'runningVariance';

export interface Parameter {
  /** Layer id and role, such as `layer1.convolution.weight`. */
  readonly name: string;
  readonly role: Role;
  readonly shape: readonly number[];
}

export const isTrained = ({ role }: Parameter): boolean =>
  role !== 'runningMean' && role !== 'runningVariance';

/** Batch norm and biases are exempt from weight decay: shrinking them changes nothing but the effective step. */
export const isDecayed = ({ role }: Parameter): boolean => role === 'weight';

/** The variables of a network's live layers, in their order. */
export function parametersOf(network: LayerGraph): Parameter[] {
  const shapes = new Map<string, readonly number[]>([[IMAGE, [network.input.channels]]]);
  return liveLayers(network).flatMap((layer) => {
    const inputChannels = shapes.get(layer.inputs[0] ?? IMAGE)?.[0] ?? 0;
    shapes.set(layer.id, layer.outputShape);
    return shapesOf(layer, inputChannels).map(([role, shape]) => ({
      name: `${layer.id}.${role}`,
      role,
      shape,
    }));
  });
}

function shapesOf(layer: Layer, inputChannels: number): [Role, readonly number[]][] {
  switch (layer.operation) {
    case 'convolution':
      return [['weight', [layer.filters, inputChannels, ...layer.kernel]]];
    case 'depthwiseConvolution':
      return [['weight', [inputChannels * layer.multiplier, 1, ...layer.kernel]]];
    case 'batchNorm':
      return (['scale', 'offset', 'runningMean', 'runningVariance'] as const).map((role) => [
        role,
        [inputChannels],
      ]);
    case 'dense':
      return [
        ['weight', [inputChannels, layer.units]],
        ['bias', [layer.units]],
      ];
    default:
      return [];
  }
}

/**
 * Values before the first step. Weights are normal with variance 2 / fan-in, right for rectifiers (He et al., arXiv
 * 1502.01852, equation 10) and used before other activations too, and 1 / fan-in in the dense layer, which has none behind it.
 */
export function initialValues(parameters: readonly Parameter[], random: Random): Record<string, Tensor> {
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, initialValue(parameter, random)]));
}

function initialValue({ role, shape }: Parameter, random: Random): Tensor {
  const values = floatTensor(shape);
  if (role === 'scale' || role === 'runningVariance') values.data.fill(1);
  if (role === 'weight') {
    const isDense = shape.length === 2;
    const fanIn = isDense ? (shape[0] ?? 1) : shape.slice(1).reduce((product, size) => product * size, 1);
    const deviation = Math.sqrt((isDense ? 1 : 2) / fanIn);
    for (let index = 0; index < values.data.length; index += 1)
      values.data[index] = deviation * random.normal();
  }
  return values;
}
