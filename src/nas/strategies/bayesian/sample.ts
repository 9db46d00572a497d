import type { Random } from '../../random.js';

/** What a predictor learns from. */
export interface Examples {
  /** For each example its features, 0 or 1, as many for all. */
  readonly rows: readonly Uint8Array[];
  readonly targets: readonly number[];
}

/** How the examples at a node are parted. */
export interface Cut {
  readonly feature: number;
  /** How many features vary among the examples: the first so many of the sample's list. */
  readonly varying: number;
}

/** A bootstrap sample of examples, ordered and asked by the tree that grows on it. One object serves all trees. */
export class Sample {
  /** For each feature its value in each example: a tree asks one feature of many examples. */
  readonly #columns: readonly Uint8Array[];
  readonly #targets: Float64Array;
  /** How often each example was drawn. */
  readonly #weights: Uint32Array;
  /** Examples that were drawn, each once; the leaves of a tree are stretches of it. */
  readonly #members: Uint32Array;
  /** All features, permuted as they are drawn and found alike. */
  readonly #features: Uint32Array;
  readonly #tries: number;

  constructor(
    { rows, targets }: Examples,
    featureShare: number,
    private readonly random: Random,
  ) {
    const features = rows[0]?.length ?? 0;
    this.#columns = Array.from({ length: features }, (_, feature) => columnOf(rows, feature));
    this.#targets = Float64Array.from(targets);
    this.#weights = new Uint32Array(rows.length);
    this.#members = new Uint32Array(rows.length);
    this.#features = Uint32Array.from(this.#columns.keys());
    this.#tries = Math.max(1, Math.round(featureShare * features));
  }

  /** Draws as many examples as there are, with replacement, and says how many different ones came. */
  draw(): number {
    const weights = this.#weights.fill(0);
    for (let draw = 0; draw < weights.length; draw += 1) {
      const drawn = this.random.integer(weights.length);
      weights[drawn] = (weights[drawn] ?? 0) + 1;
    }
    let count = 0;
    for (let example = 0; example < weights.length; example += 1) {
      if (weights[example]) this.#members[count++] = example;
    }
    return count;
  }

  /**
   * The best of some features that vary among the members from `start` to `end`; undefined when the targets, or all
   * features, are alike.
   * @param varying the first so many of the list may vary; those found alike leave them
   */
  bestCut(start: number, end: number, varying: number): Cut | undefined {
    if (this.#areTargetsAlike(start, end)) return undefined;
    const list = this.#features;
    let left = varying;
    let best = -1;
    let bestGain = Number.NEGATIVE_INFINITY;
    // Draws without replacement: those tried move to the front.
    for (let tried = 0; tried < Math.min(this.#tries, left); ) {
      const at = tried + this.random.integer(left - tried);
      const feature = list[at] ?? 0;
      const gain = this.#gain(start, end, feature);
      const to = Number.isNaN(gain) ? --left : tried++;
      list[at] = list[to] ?? 0;
      list[to] = feature;
      if (gain > bestGain) {
        best = feature;
        bestGain = gain;
      }
    }
    return best < 0 ? undefined : { feature: best, varying: left };
  }

  mean(start: number, end: number): number {
    let [count, sum] = [0, 0];
    for (let place = start; place < end; place += 1) {
      const member = this.#members[place] ?? 0;
      const weight = this.#weights[member] ?? 0;
      count += weight;
      sum += weight * (this.#targets[member] ?? 0);
    }
    return sum / count;
  }

  /** Puts the members whose feature is 0 before the others, and says where those begin. */
  part(start: number, end: number, feature: number): number {
    const members = this.#members;
    const column = this.#columns[feature];
    let middle = start;
    for (let place = start; place < end; place += 1) {
      const member = members[place] ?? 0;
      if (column?.[member]) continue;
      members[place] = members[middle] ?? 0;
      members[middle] = member;
      middle += 1;
    }
    return middle;
  }

  /** How much of the squared error a split takes away, but for a constant; NaN where the feature does not vary. */
  #gain(start: number, end: number, feature: number): number {
    const column = this.#columns[feature];
    if (!column) return Number.NaN;
    let count = 0;
    let ones = 0;
    let sum = 0;
    let sumOfOnes = 0;
    for (let place = start; place < end; place += 1) {
      const member = this.#members[place] ?? 0;
      const weight = this.#weights[member] ?? 0;
      const target = weight * (this.#targets[member] ?? 0);
      const value = column[member] ?? 0;
      count += weight;
      ones += weight * value;
      sum += target;
      sumOfOnes += target * value;
    }
    if (ones === 0 || ones === count) return Number.NaN;
    const sumOfZeros = sum - sumOfOnes;
    return (sumOfOnes * sumOfOnes) / ones + (sumOfZeros * sumOfZeros) / (count - ones);
  }

  #areTargetsAlike(start: number, end: number): boolean {
    const first = this.#targets[this.#members[start] ?? 0];
    for (let place = start + 1; place < end; place += 1) {
      if (this.#targets[this.#members[place] ?? 0] !== first) return false;
    }
    return true;
  }
}

function columnOf(rows: readonly Uint8Array[], feature: number): Uint8Array {
  const column = new Uint8Array(rows.length);
  rows.forEach((row, example) => {
    column[example] = row[feature] ?? 0;
  });
  return column;
}
