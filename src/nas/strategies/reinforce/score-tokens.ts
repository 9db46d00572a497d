import {
  broadcastTo,
  concat,
  gather,
  type LstmState,
  reshape,
  scan,
  slice,
  split,
  transpose,
  type Value,
} from '../../../tensor/index.js';
import { joinSteps } from './draw-decisions.js';
import { flattenStates, initialStates, lstmLayers, unflattenStates } from './lstm-layers.js';
import { type ControllerShape, type Parameters, parameterOf } from './parameters.js';
import { periodOf } from './period.js';
import { entropyOf, logProbabilityOf, policyOf } from './policy.js';

export interface TokenScores {
  /** [batch, decisions]: log-probability of each token. */
  readonly logProbabilities: Value;
  /** [batch, decisions], in nats. */
  readonly entropies: Value;
}

/** Cells written out in one turn of the loop: turns cost more than cells, cells cost time to compile. */
const MOST_CELLS_A_TURN = 4;

/**
 * The scores of given tokens, int64 [batch, decisions], as drawing them would have given. Since all of them are known,
 * only the LSTM goes step by step: embeddings before it and heads behind it take every step of a decision of the
 * period at once.
 */
export function scoreTokens(
  shape: ControllerShape,
  parameters: Parameters,
  tokens: Value,
  temperature: number,
): TokenScores {
  const pattern = shape.decisions.slice(0, periodOf(shape.decisions));
  const [batch = 1] = tokens.shape;
  const steps = shape.decisions.length / pattern.length;
  const columns = cut(reshape(tokens, [batch, steps, pattern.length]), 2).map((column) =>
    transpose(reshape(column, [batch, steps])),
  );
  const embedded = pattern.flatMap(({ type }, index): Value[] => {
    const [embedding, column] = [parameters.get(`embedding.${type}`), columns[index]];
    return embedding && column ? [reshape(gather(embedding, column), [steps, 1, batch, shape.units])] : [];
  });
  const hidden = hiddenStates(shape, parameters, inputsOf(shape, parameters, batch, embedded));
  const byDecision = cut(reshape(hidden, [steps, pattern.length, batch, shape.units]), 1);
  const scored = pattern.map(({ type }, index) => {
    const rows = reshape(byDecision[index] ?? hidden, [steps * batch, shape.units]);
    const policy = policyOf(parameters, type, rows, temperature);
    const taken = reshape(columns[index] ?? tokens, [steps * batch]);
    return { logProbabilities: logProbabilityOf(policy, taken), entropies: entropyOf(policy) };
  });
  const table = (part: keyof TokenScores) =>
    joinSteps(
      concat(
        scored.map((scores) => reshape(scores[part], [steps, batch, 1])),
        2,
      ),
    );
  return { logProbabilities: table('logProbabilities'), entropies: table('entropies') };
}

/** [decisions, batch, units]: the learned input, then the embedding of each token but the last, [steps, 1, batch, units] each. */
function inputsOf(
  { decisions, units }: ControllerShape,
  parameters: Parameters,
  batch: number,
  embedded: readonly Value[],
): Value {
  const start = broadcastTo(parameterOf(parameters, 'start'), [1, batch, units]);
  if (decisions.length === 1) return start;
  const inOrder = concat(embedded, 1);
  const [steps = 1, width = 1] = inOrder.shape;
  const all = reshape(inOrder, [steps * width, batch, units]);
  return concat([start, slice(all, [0, 0, 0], [decisions.length - 1, batch, units])], 0);
}

/** Of the last layer at each step: [steps, batch, units] to the same. */
function hiddenStates(shape: ControllerShape, parameters: Parameters, inputs: Value): Value {
  const [steps = 1, batch = 1, units = 1] = inputs.shape;
  const cells = largestDivisor(steps, MOST_CELLS_A_TURN);
  const own = new Map([...parameters].filter(([name]) => name.startsWith('lstm.')));
  const { results } = scan(
    {
      states: flattenStates(initialStates(inputs.graph, shape, batch)),
      sequences: [reshape(inputs, [steps / cells, cells, batch, units])],
      captured: [...own.values()],
    },
    ({ states, slices: [turn = inputs], captured }) => {
      const weights = new Map([...own.keys()].map((name, index) => [name, captured[index] ?? turn]));
      let lstm: readonly LstmState[] = unflattenStates(states);
      const hidden = cut(turn, 0).map((input) => {
        lstm = lstmLayers(weights, reshape(input, [batch, units]), lstm);
        return reshape(lstm.at(-1)?.hidden ?? input, [1, batch, units]);
      });
      return { states: flattenStates(lstm), results: [concat(hidden, 0)] };
    },
  );
  return reshape(results[0] ?? inputs, [steps, batch, units]);
}

/** Slices of extent 1 along `axis`. */
function cut(x: Value, axis: number): readonly Value[] {
  return split(
    x,
    Array.from({ length: x.shape[axis] ?? 1 }, () => 1),
    axis,
  );
}

function largestDivisor(count: number, most: number): number {
  const candidates = Array.from({ length: most }, (_, index) => most - index);
  return candidates.find((divisor) => count % divisor === 0) ?? 1;
}
