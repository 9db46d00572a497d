import {
  add,
  broadcastTo,
  constant,
  exp,
  floatTensor,
  gather,
  type LstmState,
  logSoftmax,
  lstmCell,
  matmul,
  mul,
  neg,
  oneHot,
  reduceSum,
  type Value,
} from '../../../tensor/index.js';
import type { ControllerShape, Parameters } from './parameters.js';

/** What the controller thinks of one decision, for each architecture of a batch. */
export interface ScoredDecision {
  /** int64 [batch]: the tokens that were chosen. */
  readonly tokens: Value;
  /** [batch, choices]: log-probabilities of all choices. */
  readonly policy: Value;
  /** [batch, 1]: log-probability of the chosen one. */
  readonly logProbability: Value;
  /** [batch, 1], in nats. */
  readonly entropy: Value;
}

export interface UnrollOptions {
  readonly batch: number;
  readonly temperature: number;
  /** Gives the tokens, int64 [batch], of the decision at `position` from its policy. */
  readonly choose: (policy: Value, position: number) => Value;
}

/**
 * The controller over all decisions, each conditioned on the tokens before it (Zoph & Le, section 3.1): the embedding
 * of the last token, at first a learned input, goes through the LSTM layers, and a softmax head gives the policy.
 */
export function unrollController(
  shape: ControllerShape,
  parameters: Parameters,
  { batch, temperature, choose }: UnrollOptions,
): ScoredDecision[] {
  const { units, decisions } = shape;
  const start = parameterOf(parameters, 'start');
  let states = initialStates(start, shape, batch);
  let input = broadcastTo(start, [batch, units]);
  return decisions.map(({ type, choices }, position) => {
    states = lstmLayers(parameters, input, states);
    const logits = headOf(parameters, type, states.at(-1)?.hidden ?? input);
    const policy = logSoftmax(temperature === 1 ? logits : mul(logits, 1 / temperature), 1);
    const tokens = choose(policy, position);
    if (position < decisions.length - 1) input = gather(parameterOf(parameters, `embedding.${type}`), tokens);
    return {
      tokens,
      policy,
      logProbability: sumOfRow(mul(policy, oneHot(tokens, choices.length))),
      entropy: neg(sumOfRow(mul(exp(policy), policy))),
    };
  });
}

/** Zeros for each layer. */
function initialStates(
  { graph }: Value,
  { units, lstmLayers: layers }: ControllerShape,
  batch: number,
): LstmState[] {
  const zeros = constant(graph, floatTensor([batch, units]));
  return Array.from({ length: layers }, () => ({ hidden: zeros, cell: zeros }));
}

/** The next states: the first layer reads the input, each other one the hidden state below it. */
function lstmLayers(parameters: Parameters, input: Value, states: readonly LstmState[]): LstmState[] {
  let below = input;
  return states.map((state, layer) => {
    const kernel = parameterOf(parameters, `lstm.${layer}.kernel`);
    const next = lstmCell(below, state, { kernel, bias: parameterOf(parameters, `lstm.${layer}.bias`) });
    below = next.hidden;
    return next;
  });
}

function headOf(parameters: Parameters, type: string, hidden: Value): Value {
  const weights = parameterOf(parameters, `head.${type}.weights`);
  return add(matmul(hidden, weights), parameterOf(parameters, `head.${type}.bias`));
}

/** [batch, n] to [batch, 1]. */
const sumOfRow = (value: Value): Value => reduceSum(value, [1], { keepDims: true });

function parameterOf(parameters: Parameters, name: string): Value {
  const value = parameters.get(name);
  if (!value) throw new Error(`the controller has no parameter ${name}`);
  return value;
}
