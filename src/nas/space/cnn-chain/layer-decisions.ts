import { type CnnChainDefinition, isPool, type LayerType, layerTypes } from './definition.js';

/** Members of a layer's description that decisions give. */
export type LayerMember =
  | 'type'
  | 'filterHeight'
  | 'filterWidth'
  | 'strideHeight'
  | 'strideWidth'
  | 'filters'
  | 'poolSize'
  | 'poolStride';

/** What is decided of every layer. */
export interface LayerDecision {
  readonly type: string;
  readonly choices: readonly (number | string)[];
  /** What it says of the layer. */
  readonly members: readonly LayerMember[];
  /** Types of layer that it has a meaning for. */
  readonly concerns: readonly LayerType[];
}

const pools = layerTypes.filter(isPool);
const convolutions = layerTypes.filter((type) => !isPool(type));

/** In the order of the paper, section 3.1: the type first, since the others depend on it (section 3.3). */
export function layerDecisions(definition: CnnChainDefinition): LayerDecision[] {
  const {
    filterHeights,
    filterWidths,
    filters,
    square,
    poolSizes = [2, 3],
    poolStrides = [1, 2],
  } = definition;
  const { layerTypes: types, strideHeights, strideWidths } = definition;
  const decisions: (LayerDecision | false | undefined)[] = [
    types && { type: 'layerType', choices: types, members: ['type'], concerns: layerTypes },
    ...(square
      ? [
          ofFilter('filterSize', filterHeights, ['filterHeight', 'filterWidth']),
          strideHeights && ofFilter('stride', strideHeights, ['strideHeight', 'strideWidth']),
        ]
      : [
          ofFilter('filterHeight', filterHeights),
          ofFilter('filterWidth', filterWidths),
          strideHeights && ofFilter('strideHeight', strideHeights),
          strideWidths && ofFilter('strideWidth', strideWidths),
        ]),
    ofFilter('filters', filters),
    { type: 'poolSize', choices: poolSizes, members: ['poolSize'], concerns: pools },
    { type: 'poolStride', choices: poolStrides, members: ['poolStride'], concerns: pools },
  ];
  const possible = types ?? ['convolution'];
  return decisions.filter(
    (one): one is LayerDecision => !!one && one.concerns.some((type) => possible.includes(type)),
  );
}

const ofFilter = (
  type: string,
  choices: readonly number[],
  members: readonly LayerMember[] = [type as LayerMember],
): LayerDecision => ({ type, choices, members, concerns: convolutions });
