import type { Random } from '../../random.js';
import { type Examples, Sample } from './sample.js';

export interface Prediction {
  readonly mean: number;
  /** Of the trees around their mean: what the forest is not sure of. */
  readonly deviation: number;
}

/**
 * A random forest over features of 0 and 1 (Breiman, Machine Learning 2001): trees grown on bootstrap samples, a node
 * taking of some features drawn among those that vary the one that leaves the least squared error, until examples are
 * alike. The nodes of all trees lie in arrays, the children of one side by side.
 */
export class Forest {
  readonly #roots: number[] = [];
  /** Of each node the feature that it asks for; of a leaf -1. */
  readonly #features: number[] = [];
  /** Of each node the child where the feature is 0; the other follows it. */
  readonly #children: number[] = [];
  readonly #values: number[] = [];

  constructor(
    examples: Examples,
    { trees, featureShare }: { readonly trees: number; readonly featureShare: number },
    random: Random,
  ) {
    const sample = new Sample(examples, featureShare, random);
    for (let tree = 0; tree < trees; tree += 1) {
      const count = sample.draw();
      this.#roots.push(this.#addNodes(1));
      this.#grow(sample, this.#roots[tree] ?? 0, 0, count, examples.rows[0]?.length ?? 0);
    }
  }

  predict(row: Uint8Array): Prediction {
    let [sum, squares] = [0, 0];
    for (const root of this.#roots) {
      const value = this.#predict(root, row);
      sum += value;
      squares += value * value;
    }
    const mean = sum / this.#roots.length;
    return { mean, deviation: Math.sqrt(Math.max(0, squares / this.#roots.length - mean * mean)) };
  }

  #predict(root: number, row: Uint8Array): number {
    let node = root;
    for (;;) {
      const feature = this.#features[node] ?? -1;
      if (feature < 0) return this.#values[node] ?? 0;
      node = (this.#children[node] ?? 0) + (row[feature] ?? 0);
    }
  }

  /** @param varying features that may still vary among the members from `start` to `end` */
  #grow(sample: Sample, node: number, start: number, end: number, varying: number): void {
    const cut = sample.bestCut(start, end, varying);
    if (!cut) {
      this.#values[node] = sample.mean(start, end);
      return;
    }
    const middle = sample.part(start, end, cut.feature);
    const children = this.#addNodes(2);
    this.#features[node] = cut.feature;
    this.#children[node] = children;
    this.#grow(sample, children, start, middle, cut.varying);
    this.#grow(sample, children + 1, middle, end, cut.varying);
  }

  #addNodes(count: number): number {
    const first = this.#features.length;
    for (let node = 0; node < count; node += 1) {
      this.#features.push(-1);
      this.#children.push(0);
      this.#values.push(0);
    }
    return first;
  }
}
