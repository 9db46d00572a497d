import {
  add,
  concat,
  exp,
  gather,
  type LstmState,
  logSoftmax,
  lstmCell,
  matmul,
  mul,
  neg,
  oneHot,
  reduceSum,
  reshape,
  slice,
  type Value,
} from '../../../tensor/index.js';
import type { Decision } from '../../space/index.js';
import { type Parameters, parameterOf } from './parameters.js';

/** How tokens come about. */
export interface ChoiceRule {
  /** Columns that the rule reads for a decision. */
  readonly width: (decision: Decision) => number;
  /** The tokens, int64 [batch], of a decision with these log-probabilities, from its columns [batch, width]. */
  readonly choose: (policy: Value, columns: Value) => Value;
}

/** What the controller thinks of some decisions, one after the other along the columns. */
export interface ScoredDecisions {
  /** int64 [batch, decisions]: what was chosen. */
  readonly tokens: Value;
  /** [batch, decisions]: log-probability of it. */
  readonly logProbabilities: Value;
  /** [batch, decisions], in nats. */
  readonly entropies: Value;
  /** [batch, sum of choices]: log-probabilities of all choices. */
  readonly policies: Value;
}

export interface ControllerState {
  /** [batch, units]: the embedding of the last token, at first a learned input. */
  readonly input: Value;
  /** Of each layer. */
  readonly lstm: readonly LstmState[];
}

/**
 * Takes the decisions in order, each conditioned on the tokens before it (Zoph & Le, section 3.1): the input goes
 * through the LSTM layers, and the softmax head of its type gives the policy. `columns` are those of the choice rule.
 */
export function decide(
  decisions: readonly Decision[],
  parameters: Parameters,
  begin: ControllerState,
  { columns, rule, temperature }: { columns: Value; rule: ChoiceRule; temperature: number },
): { readonly state: ControllerState; readonly scores: ScoredDecisions } {
  const batch = columns.shape[0] ?? 1;
  let state = begin;
  let column = 0;
  const scored = decisions.map((decision) => {
    const { type, choices } = decision;
    const lstm = lstmLayers(parameters, state);
    const logits = headOf(parameters, type, lstm.at(-1)?.hidden ?? state.input);
    const policy = logSoftmax(temperature === 1 ? logits : mul(logits, 1 / temperature), 1);
    const width = rule.width(decision);
    const tokens = rule.choose(policy, slice(columns, [0, column], [batch, width]));
    column += width;
    const embedding = parameters.get(`embedding.${type}`);
    state = { lstm, input: embedding ? gather(embedding, tokens) : state.input };
    return {
      tokens: reshape(tokens, [batch, 1]),
      policies: policy,
      logProbabilities: sumOfRow(mul(policy, oneHot(tokens, choices.length))),
      entropies: neg(sumOfRow(mul(exp(policy), policy))),
    };
  });
  const table = (part: keyof ScoredDecisions): Value =>
    concat(
      scored.map((scores) => scores[part]),
      1,
    );
  const scores = {
    tokens: table('tokens'),
    logProbabilities: table('logProbabilities'),
    entropies: table('entropies'),
    policies: table('policies'),
  };
  return { state, scores };
}

/** The next states: the first layer reads the input, each other one the hidden state below it. */
function lstmLayers(parameters: Parameters, { input, lstm }: ControllerState): LstmState[] {
  let below = input;
  return lstm.map((state, layer) => {
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
