import {
  broadcastTo,
  concat,
  constant,
  floatTensor,
  gather,
  mul,
  reshape,
  slice,
  split,
  transpose,
  type Value,
} from '../../../tensor/index.js';
import {
  linkCurrent,
  linkDivergence,
  linkEmbedding,
  linkPolicy,
  linkPrevious,
  scoreLinks,
  takenLinks,
} from './links.js';
import type { ControllerShape } from './parameters.js';
import { entropyOf, type LogitOptions, logProbabilityOf, policyOf } from './policy.js';
import { type Sequence, sequenceOf, tokensOfStep } from './sequence.js';
import { type Parameters, parameterOf } from './sequence-network.js';

export interface TokenScores {
  /** [batch, decisions]: log-probability of each token. */
  readonly logProbabilities: Value;
  /** [batch, decisions], in nats. */
  readonly entropies: Value;
  /** [batch, decisions], in nats: divergence of a link from what is aimed at, 0 for other decisions; without anchors absent. */
  readonly divergences?: Value;
}

export interface ScoringOptions extends LogitOptions {
  /** Probability with which links should be taken. */
  readonly skipTarget: number;
}

/** Steps that are scored together: those of one type, or all anchors. */
interface StepGroup {
  /** null for anchors. */
  readonly type: string | null;
  readonly steps: readonly number[];
}

/**
 * The scores of given tokens, int64 [batch, decisions] in the columns of `Sequence`, as drawing them would have given. Since
 * all of them are known, only the network goes along the steps: embeddings before it and heads behind it take every
 * step of a type at once.
 */
export function scoreTokens(
  shape: ControllerShape,
  parameters: Parameters,
  tokens: Value,
  options: ScoringOptions,
): TokenScores {
  const sequence = sequenceOf(shape.decisions, shape.anchors);
  const groups = groupsOf(sequence);
  const widths = sequence.steps.map((step) => tokensOfStep(step, sequence.links));
  const columns = split(tokens, widths, 1);
  const ownTokens = groups.map(({ steps }) => pick(columns, steps, 1));
  const embedded = groups.map((group, index) =>
    embeddingsOf(group, ownTokens[index] ?? tokens, sequence, parameters, shape.network.units),
  );
  const inputs = inputsOf(sequence, parameters, ungroup(groups, embedded, 0), tokens.shape[0] ?? 1);
  const rows = cut(shape.network.all(parameters, inputs));
  const scored = groups.map((group, index) => {
    const hidden = pick(rows, group.steps, 0);
    const own = ownTokens[index] ?? tokens;
    return group.type === null
      ? scoreAnchors(sequence, parameters, hidden, own, options)
      : scoreChoices(group.type, parameters, hidden, own, options);
  });
  const table = (part: 'logProbabilities' | 'entropies' | 'divergences') =>
    concat(
      ungroup(
        groups,
        scored.map((scores) => scores[part] ?? mul(scores.entropies, 0)),
        1,
      ),
      1,
    );
  return {
    logProbabilities: table('logProbabilities'),
    entropies: table('entropies'),
    ...(sequence.links > 0 && { divergences: table('divergences') }),
  };
}

function groupsOf({ steps }: Sequence): StepGroup[] {
  const groups = new Map<string | null, number[]>();
  steps.forEach((step, index) => {
    const type = step.kind === 'choice' ? step.type : null;
    groups.set(type, [...(groups.get(type) ?? []), index]);
  });
  return [...groups].map(([type, own]) => ({ type, steps: own }));
}

/** Of each step of the group what the next one reads: [steps of the group, batch, units]. */
function embeddingsOf(
  { type, steps }: StepGroup,
  tokens: Value,
  { links }: Sequence,
  parameters: Parameters,
  units: number,
): Value {
  const [batch = 1] = tokens.shape;
  const count = steps.length;
  if (type === null) {
    const taken = mul(takenLinks(byStep(tokens, count)), earlierLinks(tokens, steps.length, links));
    return reshape(linkEmbedding(parameters, reshape(taken, [count * batch, links])), [count, batch, units]);
  }
  const table = parameters.get(`embedding.${type}`);
  return table
    ? gather(table, transpose(tokens))
    : constant(tokens.graph, floatTensor([count, batch, units]));
}

/** [steps, batch, units]: the start input, then the embedding of each step but the last. */
function inputsOf(
  { steps }: Sequence,
  parameters: Parameters,
  embedded: readonly Value[],
  batch: number,
): Value {
  const start = parameterOf(parameters, 'start');
  const units = start.shape[1] ?? 1;
  const first = broadcastTo(start, [1, batch, units]);
  return steps.length === 1 ? first : concat([first, ...embedded.slice(0, -1)], 0);
}

function scoreChoices(
  type: string,
  parameters: Parameters,
  hidden: Value,
  tokens: Value,
  options: LogitOptions,
) {
  const [count = 1, batch = 1, units = 1] = hidden.shape;
  const policy = policyOf(parameters, type, reshape(hidden, [count * batch, units]), options);
  const taken = reshape(transpose(tokens), [count * batch]);
  const table = (scores: Value) => transpose(reshape(scores, [count, batch]));
  return {
    logProbabilities: table(logProbabilityOf(policy, taken)),
    entropies: table(entropyOf(policy)),
    divergences: undefined,
  };
}

/** Every pair of anchors at once; a layer has no links to itself and later ones, and the last is nobody's input. */
function scoreAnchors(
  { links }: Sequence,
  parameters: Parameters,
  hidden: Value,
  tokens: Value,
  options: ScoringOptions,
) {
  const [layers = 1, batch = 1, units = 1] = hidden.shape;
  const flat = reshape(hidden, [layers * batch, units]);
  const previous = reshape(linkPrevious(parameters, flat), [layers, batch, units]);
  const sources = transpose(slice(previous, [0, 0, 0], [links, batch, units]), [1, 0, 2]);
  const current = reshape(linkCurrent(parameters, flat), [layers, batch, 1, units]);
  const policy = linkPolicy(parameters, reshape(sources, [1, batch, links, units]), current, options);
  const mask = earlierLinks(tokens, layers, links);
  const scores = scoreLinks(policy, byStep(tokens, layers), mask);
  const table = (values: Value) => reshape(transpose(values, [1, 0, 2]), [batch, layers * links]);
  return {
    logProbabilities: table(scores.logProbabilities),
    entropies: table(scores.entropies),
    divergences: table(linkDivergence(policy, options.skipTarget, mask)),
  };
}

/** [layers, 1, links]: 1 where the source is an earlier layer. */
function earlierLinks({ graph }: Value, layers: number, links: number): Value {
  const values = Float32Array.from({ length: layers * links }, (_, index) =>
    index % links < Math.floor(index / links) ? 1 : 0,
  );
  return constant(graph, floatTensor([layers, 1, links], values));
}

/** [batch, steps * n] to [steps, batch, n]. */
function byStep(table: Value, steps: number): Value {
  const [batch = 1, width = steps] = table.shape;
  return transpose(reshape(table, [batch, steps, width / steps]), [1, 0, 2]);
}

/** What belongs to the steps of each group, along `axis`, as one value for each step in the order of the sequence. */
function ungroup(groups: readonly StepGroup[], values: readonly Value[], axis: number): Value[] {
  const ordered: Value[] = [];
  groups.forEach(({ steps }, index) => {
    const value = values[index];
    const width = (value?.shape[axis] ?? 0) / steps.length;
    const parts = value
      ? split(
          value,
          steps.map(() => width),
          axis,
        )
      : [];
    steps.forEach((step, place) => {
      const part = parts[place];
      if (part) ordered[step] = part;
    });
  });
  return ordered;
}

/** The slices of `x` along its first axis, each of extent 1. */
const cut = (x: Value): readonly Value[] =>
  split(
    x,
    Array.from({ length: x.shape[0] ?? 1 }, () => 1),
    0,
  );

const pick = (values: readonly Value[], indices: readonly number[], axis: number): Value =>
  concat(
    indices.flatMap((index) => values[index] ?? []),
    axis,
  );
