import type { Activation } from '../../network/index.js';
import type { Slot, TemplateNode } from './template.js';
import { atStep, below, isSlot, type Place, placeOf, ROOT, slotPlace } from './template-decisions.js';

/** A template in which everything is decided. */
export type ResolvedNode =
  | {
      readonly layer: 'convolution';
      readonly filters: number;
      readonly kernel: number;
      readonly stride: number;
    }
  | {
      readonly layer: 'depthwiseConvolution';
      readonly multiplier: number;
      readonly kernel: number;
      readonly stride: number;
    }
  | {
      readonly layer: 'maxPool' | 'averagePool';
      readonly window: number;
      readonly stride: number;
      readonly padding: 'same' | 'valid';
    }
  | { readonly layer: 'batchNorm' | Activation['operation'] }
  | { readonly layer: 'sum' | 'concat'; readonly branches: readonly (readonly ResolvedNode[])[] }
  | { readonly layer: 'steps'; readonly join: 'sum' | 'concat'; readonly steps: readonly ResolvedStep[] };

/** A step of a repeat with skips: what it takes beside the step before, 0 for the repeat's input, 1 for the first step. */
export interface ResolvedStep {
  readonly from: readonly number[];
  readonly nodes: readonly ResolvedNode[];
}

type Leaf = Exclude<ResolvedNode, { layer: 'sum' | 'concat' | 'steps' }>;

/** @param choiceAt the choice that was made at the decision of this name */
export function resolveTemplate(
  nodes: readonly TemplateNode[],
  choiceAt: (name: string) => number | string,
): ResolvedNode[] {
  return resolveSequence(nodes, ROOT, choiceAt);
}

type ChoiceAt = (name: string) => number | string;

const resolveSequence = (nodes: readonly TemplateNode[], parent: Place, choiceAt: ChoiceAt): ResolvedNode[] =>
  nodes.flatMap((node, index) => resolveNode(node, placeOf(parent, node, index), choiceAt));

function resolveNode(node: TemplateNode, place: Place, choiceAt: ChoiceAt): ResolvedNode[] {
  switch (node.layer) {
    case 'choice': {
      const alternative = String(choiceAt(place.name));
      return resolveSequence(node.of[alternative] ?? [], below(place, alternative), choiceAt);
    }
    case 'repeat':
      return resolveRepeat(node, place, choiceAt);
    case 'sum':
    case 'concat': {
      const branches = node.branches.map((branch, index) =>
        resolveSequence(branch, below(place, String(index)), choiceAt),
      );
      // The order of a sum makes no difference.
      return [{ layer: node.layer, branches: node.layer === 'sum' ? sorted(branches) : branches }];
    }
    default: {
      const fields = Object.entries(node)
        .filter(([field]) => field !== 'name')
        .map(([field, value]) => [field, valueAt(value, field, place, choiceAt)]);
      // Each field of the node is there, with a number in the place of a slot.
      return [Object.fromEntries(fields) as Leaf];
    }
  }
}

function resolveRepeat(
  { times, layers, skips }: Extract<TemplateNode, { layer: 'repeat' }>,
  place: Place,
  choiceAt: ChoiceAt,
): ResolvedNode[] {
  const count = Number(valueAt(times, 'times', place, choiceAt));
  const steps = Array.from({ length: count }, (_, step) => {
    const here = atStep(place, step);
    const sources = skips === 'none' ? [] : Array.from({ length: step }, (_, source) => source);
    return {
      from: sources.filter((source) => choiceAt(atStep(below(here, 'skip'), source).name) === 1),
      nodes: resolveSequence(layers, here, choiceAt),
    };
  });
  if (skips === 'none' || steps.every(({ from }) => from.length === 0))
    return steps.flatMap(({ nodes }) => nodes);
  return [{ layer: 'steps', join: skips, steps }];
}

function valueAt(
  value: Slot<number> | string,
  field: string,
  place: Place,
  choiceAt: ChoiceAt,
): string | number {
  return isSlot<number>(value) ? choiceAt(slotPlace(place, field, value).name) : value;
}

const sorted = (branches: readonly ResolvedNode[][]): ResolvedNode[][] =>
  branches
    .map((nodes) => ({ nodes, text: JSON.stringify(nodes) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ nodes }) => nodes);
