import { SpaceError } from '../space-error.js';
import { chosen } from '../tokens.js';
import type { ChainLayout } from './chain-layout.js';
import type { CnnChainLayer, LayerType } from './definition.js';
import type { LayerDecision } from './layer-decisions.js';

type Members = Record<string, number | string | readonly number[] | undefined>;

/** What a layer is that does not say so. */
const defaults: Members = { type: 'convolution', strideHeight: 1, strideWidth: 1 };

/** The layer in words, where what is usual goes without saying. */
export function describeLayer(
  layout: ChainLayout,
  tokens: readonly number[],
  layer: number,
  skips: boolean,
): CnnChainLayer {
  const type = layout.typeOf(tokens, layer);
  const start = layout.starts[layer] ?? 0;
  const described: Members = {};
  layout.ofLayer.forEach(({ choices, members, concerns }, index) => {
    const choice = chosen(choices, tokens[start + index]);
    for (const member of concerns.includes(type) ? members : []) {
      if (choice !== defaults[member]) described[member] = choice;
    }
  });
  if (skips) {
    const anchor = layout.anchors[layer] ?? 0;
    described.inputs = earlier(layer).filter((source) => tokens[anchor + source] === 1);
  }
  // Each member that a layer of the type has was decided.
  return described as unknown as CnnChainLayer;
}

/**
 * The tokens of the layer, 0 where a decision has no meaning for its type.
 * @throws SpaceError INVALID_DESCRIPTION
 */
export function encodeLayer(
  layout: ChainLayout,
  layer: CnnChainLayer,
  index: number,
  skips: boolean,
): number[] {
  const { inputs, ...own } = layer;
  const members: Members = { ...defaults, ...own };
  const type = members.type as LayerType;
  const decided = layout.ofLayer.filter(({ concerns }) => concerns.includes(type));
  const known = new Set(decided.flatMap((decision): string[] => [...decision.members]));
  for (const [member, value] of Object.entries(members)) {
    if (known.has(member) || value === defaults[member]) continue;
    refuse(
      `layers[${index}].${member} must be ${defaults[member] ?? 'left out'} in this space, not ${value}`,
    );
  }
  const tokens = layout.ofLayer.map((decision) =>
    decided.includes(decision) ? tokenOf(decision, members, index) : 0,
  );
  return [...tokens, ...linksOf(inputs, index, skips)];
}

function tokenOf({ type, choices, members: named }: LayerDecision, members: Members, index: number): number {
  const values = named.map((member) => members[member]);
  const token = choices.findIndex((choice) => values.every((value) => value === choice));
  if (token >= 0) return token;
  const field = named.length === 1 ? named[0] : `${type}: ${named.join(' and ')}`;
  return refuse(
    `layers[${index}].${field} must be one of ${choices.join(', ')}, not ${[...new Set(values)].join(' and ')}`,
  );
}

function linksOf(inputs: readonly number[] | undefined, index: number, skips: boolean): number[] {
  if (!skips) {
    if (inputs === undefined) return [];
    return refuse(`layers[${index}].inputs must be left out in a space without skips`);
  }
  const sources = inputs ?? [index - 1];
  const stranger = sources.find((source) => source >= index);
  if (inputs !== undefined && stranger !== undefined)
    refuse(`layers[${index}].inputs must be of earlier layers, not ${stranger}`);
  return earlier(index).map((source) => (sources.includes(source) ? 1 : 0));
}

const earlier = (layer: number): number[] => Array.from({ length: layer }, (_, source) => source);

function refuse(message: string): never {
  throw new SpaceError('INVALID_DESCRIPTION', message);
}
