import { floatTensor, type Graph, type Shape, sizeOf, type Tensor } from '../../../tensor/index.js';
import type { Random } from '../../random.js';
import type { Decision } from '../../space/index.js';
import { linkParameterShapes } from './links.js';
import { type Step, sequenceOf } from './sequence.js';
import type { Parameters, SequenceNetwork } from './sequence-network.js';

/** What fixes the controller's parameters. */
export interface ControllerShape {
  readonly network: SequenceNetwork;
  readonly decisions: readonly Decision[];
  /** As `SearchSpace` has them. */
  readonly anchors?: readonly number[] | undefined;
  readonly startInput: 'learned' | 'random';
}

/** Names and shapes of the parameters. Heads and embeddings are shared by the decisions of one type. */
export function parameterShapes({ network, decisions, anchors }: ControllerShape): Map<string, Shape> {
  const { steps, links } = sequenceOf(decisions, anchors);
  const { units } = network;
  const heads = choicesIn(steps).flatMap(({ type, choices }): [string, Shape][] => [
    [`head.${type}.weights`, [units, choices]],
    [`head.${type}.bias`, [choices]],
  ]);
  // The last token is the input of nothing: a type that occurs only there needs no embedding.
  const embeddings = choicesIn(steps.slice(0, -1)).map(({ type, choices }): [string, Shape] => [
    `embedding.${type}`,
    [choices, units],
  ]);
  return new Map<string, Shape>([
    ['start', [1, units]],
    ...network.parameterShapes(steps.length),
    ...heads,
    ...embeddings,
    ...(links > 0 ? linkParameterShapes(units, links) : []),
  ]);
}

const choicesIn = (steps: readonly Step[]) => steps.flatMap((step) => (step.kind === 'choice' ? [step] : []));

/** Whether updates change the parameter. */
export const isTrained = ({ network, startInput }: ControllerShape, name: string): boolean =>
  !network.frozen.has(name) && (name !== 'start' || startInput === 'learned');

/** Makes each parameter a variable of `graph`. */
export function declareParameters(graph: Graph, shape: ControllerShape): Parameters {
  return new Map([...parameterShapes(shape)].map(([name, extents]) => [name, graph.variable(name, extents)]));
}

/** Uniform in [-range, range], drawn in the order of the names; a normalisation starts as the identity. */
export function initialParameters(
  shape: ControllerShape,
  range: number,
  random: Random,
): Record<string, Tensor> {
  const drawn = [...parameterShapes(shape)].map(([name, extents]) => {
    const first = () => {
      if (name.endsWith('.normScale')) return 1;
      return name.endsWith('.normOffset') ? 0 : (2 * random.uniform() - 1) * range;
    };
    return [name, floatTensor(extents, Float32Array.from({ length: sizeOf(extents) }, first))];
  });
  return Object.fromEntries(drawn);
}
