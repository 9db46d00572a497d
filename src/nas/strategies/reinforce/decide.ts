import {
  concat,
  gather,
  gumbelMax,
  type LstmState,
  reshape,
  slice,
  type Value,
} from '../../../tensor/index.js';
import type { Decision } from '../../space/index.js';
import { choiceColumns } from './choice-columns.js';
import { lstmLayers } from './lstm-layers.js';
import type { Parameters } from './parameters.js';
import { entropyOf, logProbabilityOf, policyOf } from './policy.js';

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
 * through the LSTM layers, and the softmax head of its type gives the policy. `noise` [batch, sum of choices] is
 * standard Gumbel noise, which makes the largest sum of log-probability and noise a sample of the policy.
 */
export function decide(
  decisions: readonly Decision[],
  parameters: Parameters,
  begin: ControllerState,
  { noise, temperature }: { noise: Value; temperature: number },
): { readonly state: ControllerState; readonly scores: ScoredDecisions } {
  const batch = noise.shape[0] ?? 1;
  const columns = choiceColumns(decisions);
  let state = begin;
  const scored = decisions.map(({ type, choices }, position) => {
    const lstm = lstmLayers(parameters, state.input, state.lstm);
    const policy = policyOf(parameters, type, lstm.at(-1)?.hidden ?? state.input, temperature);
    const own = slice(noise, [0, columns[position]?.start ?? 0], [batch, choices.length]);
    const tokens = gumbelMax(policy, own);
    const embedding = parameters.get(`embedding.${type}`);
    state = { lstm, input: embedding ? gather(embedding, tokens) : state.input };
    return {
      tokens: reshape(tokens, [batch, 1]),
      policies: policy,
      logProbabilities: logProbabilityOf(policy, tokens),
      entropies: entropyOf(policy),
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
