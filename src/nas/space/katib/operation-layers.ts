import type { KatibOperation } from './nas-config.js';

/** A parameter of Katib as it stands in a layer of the template: the path of its decision below the operation. */
export interface OperationLayers {
  readonly layers: readonly object[];
  /** By parameter; absent where it has one value. */
  readonly paths: Readonly<Record<string, string>>;
}

interface Placed {
  readonly path: string;
  readonly fallback: number;
}

/** Where each parameter goes, and what Katib's trial image takes when it is absent. */
const places = {
  convolution: {
    num_filter: { path: 'convolution.filters', fallback: 64 },
    filter_size: { path: 'convolution.kernel', fallback: 3 },
    stride: { path: 'convolution.stride', fallback: 1 },
  },
  separable_convolution: {
    num_filter: { path: 'pointwise.filters', fallback: 64 },
    filter_size: { path: 'depthwise.kernel', fallback: 3 },
    stride: { path: 'depthwise.stride', fallback: 1 },
    depth_multiplier: { path: 'depthwise.multiplier', fallback: 1 },
  },
  depthwise_convolution: {
    filter_size: { path: 'depthwise.kernel', fallback: 3 },
    stride: { path: 'depthwise.stride', fallback: 1 },
    depth_multiplier: { path: 'depthwise.multiplier', fallback: 1 },
  },
} satisfies Readonly<Record<string, Readonly<Record<string, Placed>>>>;

/** The operation in layers of a template, as Katib's trial image builds it: ReLU, convolution, batch norm; or a pool. */
export function operationLayers({ type, parameters }: KatibOperation): OperationLayers {
  if (type === 'reduction') return reductionLayers(parameters);
  const own: Readonly<Record<string, Placed>> = places[type];
  const fields: Record<string, Record<string, unknown>> = {};
  const paths: Record<string, string> = {};
  for (const [name, { path, fallback }] of Object.entries(own)) {
    const [layer = '', field = ''] = path.split('.');
    const values = parameters.find((one) => one.name === name)?.values.map(Number) ?? [fallback];
    fields[layer] = { ...fields[layer], [field]: slot(values) };
    if (values.length > 1) paths[name] = path;
  }
  const { convolution, depthwise, pointwise } = fields;
  return {
    layers: [
      { layer: 'relu' },
      ...(depthwise ? [{ layer: 'depthwiseConvolution', name: 'depthwise', ...depthwise }] : []),
      ...(pointwise ? [{ layer: 'convolution', name: 'pointwise', kernel: 1, ...pointwise }] : []),
      ...(convolution ? [{ layer: 'convolution', name: 'convolution', ...convolution }] : []),
      { layer: 'batchNorm' },
    ],
    paths,
  };
}

const POOLS: Readonly<Record<string, string>> = { max_pooling: 'maxPool', avg_pooling: 'averagePool' };

/** A pool moves on by its own size unless a stride is given, so type and size are alternatives, one within the other. */
function reductionLayers(parameters: KatibOperation['parameters']): OperationLayers {
  const valuesOf = (name: string, fallback: string) =>
    parameters.find((one) => one.name === name)?.values ?? [fallback];
  const [types, sizes] = [valuesOf('reduction_type', 'max_pooling'), valuesOf('pool_size', '2')];
  const strides = parameters.find(({ name }) => name === 'stride')?.values.map(Number);
  const pool = (type: string, size: string) => [
    {
      layer: POOLS[type] ?? type,
      name: 'pool',
      window: Number(size),
      stride: strides ? slot(strides) : Number(size),
    },
  ];
  const sized = (type: string) => choice('size', sizes, (size) => pool(type, size));
  return {
    layers: choice('type', types, sized),
    paths: {
      ...(types.length > 1 && { reduction_type: 'type' }),
      ...(sizes.length > 1 && { pool_size: types.length > 1 ? 'type.{reduction_type}.size' : 'size' }),
      ...(strides && strides.length > 1 && { stride: stridePath(types, sizes) }),
    },
  };
}

function stridePath(types: readonly string[], sizes: readonly string[]): string {
  const type = types.length > 1 ? 'type.{reduction_type}.' : '';
  return `${type}${sizes.length > 1 ? 'size.{pool_size}.' : ''}pool.stride`;
}

const choice = (
  name: string,
  values: readonly string[],
  of: (value: string) => readonly object[],
): object[] =>
  values.length === 1
    ? [...of(values[0] ?? '')]
    : [{ layer: 'choice', name, of: Object.fromEntries(values.map((value) => [value, of(value)])) }];

const slot = (values: readonly number[]): unknown => (values.length === 1 ? values[0] : { choose: values });
