import {
  add,
  concat,
  gather,
  gumbelMax,
  mul,
  reshape,
  slice,
  split,
  type Value,
} from '../../../tensor/index.js';
import { linkCurrent, linkEmbedding, linkPolicy, linkPrevious, takenLinks } from './links.js';
import { type LogitOptions, policyOf } from './policy.js';
import { type ChoiceStep, choicesOfStep, type Step } from './sequence.js';
import type { Parameters, SequenceNetwork } from './sequence-network.js';

/** What the controller draws in some steps, one after the other along the columns (`Sequence`). */
export interface DrawnSteps {
  /** int64 [batch, decisions]: what was chosen. */
  readonly tokens: Value;
  /** [batch, choices]: log-probabilities of all choices. */
  readonly policies: Value;
}

/** Where a walk along the steps has come to. */
export interface Walk {
  /** [batch, units]: the embedding of the last token, at first the start input. */
  readonly input: Value;
  readonly states: readonly Value[];
  /** [batch, links, units]: W_prev h of each anchor so far; absent without anchors. */
  readonly previous?: Value | undefined;
}

/** What each of the steps is given. */
export interface StepOperands {
  /** [batch, choices]: standard Gumbel noise, which makes the largest sum of log-probability and noise a sample. */
  readonly noise: Value;
  /** [steps of this run, all steps]: 1 at the place of each. */
  readonly places: Value;
  /** [steps of this run, links]: 1 where an anchor has an earlier layer, and where its own layer stands; with anchors. */
  readonly earlier?: Value | undefined;
  readonly own?: Value | undefined;
}

interface Context {
  readonly network: SequenceNetwork;
  readonly parameters: Parameters;
  readonly links: number;
  readonly options: LogitOptions;
}

/**
 * Takes the steps in order, each conditioned on the tokens before it (Zoph & Le, section 3.1): the input goes through the
 * network, and the softmax head of its type, or the attention of an anchor point, gives the policy.
 */
export function takeSteps(
  steps: readonly Step[],
  context: Context,
  begin: Walk,
  operands: StepOperands,
): { readonly walk: Walk; readonly drawn: DrawnSteps } {
  const widths = steps.map((step) => choicesOfStep(step, context.links));
  const noises = split(operands.noise, widths, 1);
  let walk = begin;
  const drawn = steps.map((step, index) => {
    const noise = noises[index] ?? operands.noise;
    const { hidden, states } = context.network.step(
      context.parameters,
      walk.input,
      walk.states,
      row(operands.places, index),
    );
    walk = { ...walk, states };
    const taken =
      step.kind === 'choice'
        ? takeChoice(step, context, walk, hidden, noise)
        : takeLinks(context, walk, hidden, noise, {
            earlier: operands.earlier && row(operands.earlier, index),
            own: operands.own && row(operands.own, index),
          });
    walk = taken.walk;
    return taken.drawn;
  });
  const table = (part: keyof DrawnSteps): Value =>
    concat(
      drawn.map((step) => step[part]),
      1,
    );
  return { walk, drawn: { tokens: table('tokens'), policies: table('policies') } };
}

interface Taken {
  readonly walk: Walk;
  readonly drawn: DrawnSteps;
}

function takeChoice(
  { type }: ChoiceStep,
  { parameters, options }: Context,
  walk: Walk,
  hidden: Value,
  noise: Value,
): Taken {
  const policy = policyOf(parameters, type, hidden, options);
  const tokens = gumbelMax(policy, noise);
  const embedding = parameters.get(`embedding.${type}`);
  const [batch = 1] = tokens.shape;
  return {
    walk: embedding ? { ...walk, input: gather(embedding, tokens) } : walk,
    drawn: { tokens: reshape(tokens, [batch, 1]), policies: policy },
  };
}

function takeLinks(
  { parameters, links, options, network: { units } }: Context,
  walk: Walk,
  hidden: Value,
  noise: Value,
  { earlier: mask, own }: Pick<StepOperands, 'earlier' | 'own'>,
): Taken {
  const [batch = 1] = hidden.shape;
  if (!walk.previous || !mask || !own) throw new Error('an anchor step needs the operands of anchors');
  const current = reshape(linkCurrent(parameters, hidden), [batch, 1, units]);
  const policy = linkPolicy(parameters, walk.previous, current, options);
  const tokens = gumbelMax(policy, reshape(noise, [batch, links, 2]));
  const taken = mul(takenLinks(tokens), mask);
  const here = mul(reshape(own, [1, links, 1]), reshape(linkPrevious(parameters, hidden), [batch, 1, units]));
  return {
    walk: { ...walk, input: linkEmbedding(parameters, taken), previous: add(walk.previous, here) },
    drawn: { tokens, policies: reshape(policy, [batch, 2 * links]) },
  };
}

/** [rows, n] to [1, n]. */
function row(table: Value, index: number): Value {
  return slice(table, [index, 0], [1, table.shape[1] ?? 1]);
}
