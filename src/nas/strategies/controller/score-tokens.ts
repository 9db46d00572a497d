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
import { cutIntoRuns, joinRuns, type Run, runsOf } from './runs.js';
import { type Sequence, sequenceOf } from './sequence.js';
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

/** Runs that are scored together: those of one type, or all anchors. */
interface RunGroup {
  /** null for anchors. */
  readonly type: string | null;
  /** Indices of runs. */
  readonly runs: readonly number[];
  /** How many there are in all runs. */
  readonly steps: number;
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
  const runs = runsOf(sequence);
  const groups = groupsOf(runs);
  const columns = cutIntoRuns(runs, tokens, 1);
  const ownTokens = groups.map((group) => pick(columns, group, 1));
  const embedded = groups.map((group, index) =>
    embeddingsOf(group, ownTokens[index] ?? tokens, sequence, parameters, shape.network.units),
  );
  const inputs = inputsOf(parameters, joinRuns(runs, ungroup(runs, groups, embedded, 0), 0));
  const rows = cutIntoRuns(runs, shape.network.all(parameters, inputs), 0);
  const scored = groups.map((group, index) => {
    const hidden = pick(rows, group, 0);
    const own = ownTokens[index] ?? tokens;
    return group.type === null
      ? scoreAnchors(sequence, parameters, hidden, own, options)
      : scoreChoices(group.type, parameters, hidden, own, options);
  });
  const table = (part: 'logProbabilities' | 'entropies' | 'divergences') => {
    const scores = scored.map((score) => score[part] ?? mul(score.entropies, 0));
    return joinRuns(runs, ungroup(runs, groups, scores, 1), 1);
  };
  return {
    logProbabilities: table('logProbabilities'),
    entropies: table('entropies'),
    ...(sequence.links > 0 && { divergences: table('divergences') }),
  };
}

function groupsOf(runs: readonly Run[]): RunGroup[] {
  const groups = new Map<string | null, RunGroup>();
  runs.forEach(({ type, repeats }, index) => {
    const { runs: before = [], steps = 0 } = groups.get(type) ?? {};
    groups.set(type, { type, runs: [...before, index], steps: steps + repeats });
  });
  return [...groups.values()];
}

/** Of each step of the group what the next one reads: [steps of the group, batch, units]. */
function embeddingsOf(
  { type, steps: count }: RunGroup,
  tokens: Value,
  { links }: Sequence,
  parameters: Parameters,
  units: number,
): Value {
  const [batch = 1] = tokens.shape;
  if (type === null) {
    const taken = mul(takenLinks(byStep(tokens, count)), earlierLinks(tokens, count, links));
    return reshape(linkEmbedding(parameters, reshape(taken, [count * batch, links])), [count, batch, units]);
  }
  const table = parameters.get(`embedding.${type}`);
  return table
    ? gather(table, transpose(tokens))
    : constant(tokens.graph, floatTensor([count, batch, units]));
}

/** [steps, batch, units]: the start input, then the embedding of each step but the last. */
function inputsOf(parameters: Parameters, embedded: Value): Value {
  const [steps = 1, batch = 1, units = 1] = embedded.shape;
  const first = broadcastTo(parameterOf(parameters, 'start'), [1, batch, units]);
  return steps === 1 ? first : concat([first, slice(embedded, [0, 0, 0], [steps - 1, batch, units])], 0);
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

/** What belongs to the runs of each group along `axis`, as one value for each run. */
function ungroup(
  runs: readonly Run[],
  groups: readonly RunGroup[],
  values: readonly Value[],
  axis: number,
): Value[] {
  const ordered: Value[] = [];
  groups.forEach((group, index) => {
    const value = values[index];
    const width = (value?.shape[axis] ?? 0) / group.steps;
    const sizes = group.runs.map((run) => (runs[run]?.repeats ?? 1) * width);
    const parts = value ? split(value, sizes, axis) : [];
    group.runs.forEach((run, place) => {
      const part = parts[place];
      if (part) ordered[run] = part;
    });
  });
  return ordered;
}

const pick = (values: readonly Value[], group: RunGroup, axis: number): Value =>
  concat(
    group.runs.flatMap((run) => values[run] ?? []),
    axis,
  );
