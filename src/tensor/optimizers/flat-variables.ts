import { nameOfVariable, type Value } from '../graph.js';
import { concat, split } from '../ops/concat.js';
import { reshape } from '../ops/reshape.js';
import { formatShape, sizeOf } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { decayOf, type VariableGradient } from './weight-decay.js';

/** Variables of one rule as one vector: an optimizer writes its formula once, not once for each of hundreds. */
export interface FlatVariables {
  /** What tells the optimizer's state for them from that for others: nothing or `/kept`, for those that do not decay. */
  readonly suffix: string;
  readonly values: Value;
  readonly gradient: Value;
  readonly weightDecay: number;
  /** Gives each of the variables its part of `next`. */
  readonly assign: (next: Value) => void;
}

/** Extents are counted with 31 bits, by ONNX Runtime and by TensorFlow. */
const LONGEST = 2 ** 31 - 1;

/** All variables one after the other; where weights decay, those that do not are a vector of their own. */
export function flatten(
  pairs: readonly VariableGradient[],
  weightDecay: number | undefined,
): FlatVariables[] {
  const decays = (pair: VariableGradient) => decayOf(pair, weightDecay) > 0;
  const groups = [
    { suffix: '', members: pairs.filter(decays), decay: weightDecay ?? 0 },
    { suffix: weightDecay ? '/kept' : '', members: pairs.filter((pair) => !decays(pair)), decay: 0 },
  ];
  return groups
    .filter(({ members }) => members.length > 0)
    .map(({ suffix, members, decay }) => {
      const variables = members.map(({ variable }) => variable);
      checkLength(variables);
      return {
        suffix,
        values: joined(variables),
        gradient: joined(members.map(({ gradient }) => gradient)),
        weightDecay: decay,
        assign: (next) => assignParts(variables, next),
      };
    });
}

/** The values as one vector, one after the other. */
export const joined = (values: readonly Value[]): Value =>
  concat(
    values.map((value) => reshape(value, [sizeOf(value.shape)])),
    0,
  );

function assignParts(variables: readonly Value[], next: Value): void {
  const sizes = variables.map(({ shape }) => sizeOf(shape));
  split(next, sizes, 0).forEach((part, index) => {
    const variable = variables[index];
    variable?.graph.assign(variable, reshape(part, variable.shape));
  });
}

function checkLength(variables: readonly Value[]): void {
  const elements = variables.reduce((total, { shape }) => total + sizeOf(shape), 0);
  if (elements <= LONGEST) return;
  const largest = variables.reduce((one, other) => (sizeOf(other.shape) > sizeOf(one.shape) ? other : one));
  throw new TensorError(
    'INVALID_ARGUMENT',
    `optimizer: ${variables.length} variables have ${elements} elements, ${nameOfVariable(largest)} alone ${sizeOf(largest.shape)} ` +
      `(${formatShape(largest.shape)}); it moves them as one vector, which holds at most ${LONGEST}: make the network narrower`,
  );
}
