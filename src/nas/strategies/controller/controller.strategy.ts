import { Random } from '../../random.js';
import type { SearchSpace } from '../../space/index.js';
import { mean } from '../../statistics/mean.js';
import { drawAdmitted } from '../draw-admitted.js';
import { importanceWeight } from '../importance.js';
import { fillBatch } from '../result-batch.js';
import { checkedResults, type Result, rewardStatistics } from '../results.js';
import { NO_POLICY } from '../search-state.js';
import { encodeSnapshot } from '../snapshot.js';
import type { Observation, Proposal, Strategy, UpdateTelemetry } from '../strategy.js';
import { tensorState } from '../tensor-state.js';
import { UniqueArchitectures } from '../unique-architectures.js';
import { type Baseline, baselineAfter, baselineValue } from './baseline.js';
import { countedDecisions, sumOfCounted } from './counted.js';
import { heldDepth } from './depth-schedule.js';
import type { ControllerOptions } from './options.js';
import type { HeldToken, PolicySampler } from './sampler.js';
import type { ControllerState } from './state.js';
import type { Experience, PolicyUpdater } from './updater.js';

/** Policy gradient on a controller as Zoph & Le have it (ICLR 2017, section 3): REINFORCE, or clipped steps of it. */
export class ControllerStrategy implements Strategy {
  #policyVersion: number;
  #policySince: number;
  #drawn: number;
  #waiting: readonly Result[];
  #baseline: Baseline;
  readonly #random: Random;
  readonly #unique: UniqueArchitectures;

  constructor(
    private readonly name: string,
    private readonly space: SearchSpace,
    private readonly options: ControllerOptions,
    private readonly sampler: PolicySampler,
    private readonly updater: PolicyUpdater,
    state: Omit<ControllerState, 'variables'>,
  ) {
    this.#policyVersion = state.policyVersion;
    this.#policySince = state.policySince;
    this.#drawn = state.drawn;
    this.#waiting = state.waiting;
    this.#baseline = state.baseline;
    this.#random = Random.restore(state.random);
    this.#unique = UniqueArchitectures.restore(state.unique);
  }

  get policyVersion(): number {
    return this.#policyVersion;
  }

  async propose(count: number): Promise<Proposal[]> {
    const draws = await drawAdmitted(this.space, count, (missing) => this.#draw(missing));
    return draws.map(({ tokens, logProbabilities, held }) => {
      this.#unique.record(this.space.canonicalHash(tokens));
      const logProbability = sumOfCounted(logProbabilities, countedDecisions(this.space, tokens, held));
      return { tokens, logProbability, policyVersion: this.#policyVersion };
    });
  }

  async #draw(count: number) {
    const first = this.#drawn;
    this.#drawn += count;
    const held = (draw: number) => this.#held(first + draw);
    const draws = await this.sampler.sample(count, this.#random, held);
    return draws.map((draw, index) => ({ ...draw, held: held(index) }));
  }

  #held(drawn: number): HeldToken[] {
    return heldDepth(this.options.depthSchedule, this.space.decisions, drawn);
  }

  /** Whatever depth was held when the tokens were drawn: it is always the same decision. */
  #counted(tokens: readonly number[]): boolean[] {
    return countedDecisions(this.space, tokens, this.#held(this.#drawn));
  }

  async observe(observations: readonly Observation[]): Promise<UpdateTelemetry> {
    const checked = checkedResults(this.space, this.options.batchSize, observations);
    const { batch, waiting } = fillBatch(this.#waiting, checked, this.options.batchSize);
    this.#waiting = waiting;
    this.#policyVersion += 1;
    const update = batch ? await this.#update(batch) : {};
    return { ...NO_POLICY, ...rewardStatistics(checked), ...update, uniqueRate: this.#unique.rate };
  }

  async snapshot(): Promise<Uint8Array> {
    const variables = Object.entries(this.updater.variables()).map(([name, tensor]) => [
      name,
      tensorState(tensor),
    ]);
    const state: ControllerState = {
      policyVersion: this.#policyVersion,
      random: this.#random.snapshot(),
      unique: this.#unique.snapshot(),
      policySince: this.#policySince,
      drawn: this.#drawn,
      waiting: this.#waiting,
      baseline: this.#baseline,
      variables: Object.fromEntries(variables),
    };
    return encodeSnapshot({ strategy: this.name, space: this.space.hashOfSpace }, state);
  }

  async dispose(): Promise<void> {
    await Promise.all([this.sampler.dispose(), this.updater.dispose()]);
  }

  async #update(batch: readonly Result[]): Promise<Partial<UpdateTelemetry>> {
    const rewarded = batch.flatMap((result) => {
      const reward = result.reward ?? this.options.failureReward;
      return reward === null ? [] : [{ result, reward }];
    });
    const baseline = this.#expectation();
    const experiences = baseline === null ? [] : await this.#experiences(rewarded, baseline);
    const gradientNorm = experiences.length === 0 ? null : await this.#movePolicy(experiences);
    this.#learnBaseline(rewarded.map(({ reward }) => reward));
    return {
      baseline,
      advantage: experiences.length === 0 ? null : mean(experiences.map(({ advantage }) => advantage)),
      gradientNorm,
      ...(await this.#policyStatistics(batch)),
    };
  }

  /**
   * What a reward is compared with; null as long as no reward is known. The paper's baseline is an average of EARLIER
   * rewards, and before the first batch there are none. A baseline of 0 would call every architecture of that batch
   * a success, and Adam, whose steps do not shrink with the gradient, would follow as far as it ever does; the
   * batch's own mean depends on the actions that it judges. So the first batch sets the baseline alone.
   */
  #expectation(): number | null {
    return this.options.baselineDecay === null ? 0 : baselineValue(this.#baseline);
  }

  /** Those that an earlier policy drew are weighted by how likely the present one would have drawn them. */
  async #experiences(
    rewarded: readonly { readonly result: Result; readonly reward: number }[],
    baseline: number,
  ): Promise<Experience[]> {
    const stale = rewarded.filter(({ result }) => result.policyVersion < this.#policySince);
    const paths = await this.sampler.follow(stale.map(({ result }) => result.tokens));
    const weights = new Map(
      stale.map(({ result }, index) => [
        result,
        importanceWeight(
          sumOfCounted(paths[index]?.logProbabilities ?? [], this.#counted(result.tokens)),
          result.logProbability,
          this.options.importanceLimit,
        ),
      ]),
    );
    return rewarded.map(({ result, reward }) => ({
      tokens: result.tokens,
      counted: this.#counted(result.tokens),
      advantage: reward - baseline,
      weight: weights.get(result) ?? 1,
    }));
  }

  /** @returns the norm of the first step's gradient */
  async #movePolicy(experiences: readonly Experience[]): Promise<number> {
    const { clipRange, epochs = 1 } = this.options;
    const paths =
      clipRange === undefined ? [] : await this.sampler.follow(experiences.map(({ tokens }) => tokens));
    const reference = paths.map(({ logProbabilities }, index) =>
      sumOfCounted(logProbabilities, experiences[index]?.counted ?? []),
    );
    const norm = await this.updater.update(experiences, reference);
    for (let epoch = 1; epoch < epochs; epoch += 1) await this.updater.update(experiences, reference);
    this.sampler.setParameters(this.updater.parameters());
    this.#policySince = this.#policyVersion;
    return norm;
  }

  /** After the update: the baseline must not know the rewards that it was subtracted from. */
  #learnBaseline(rewards: readonly number[]): void {
    const { baselineDecay } = this.options;
    if (baselineDecay !== null) this.#baseline = baselineAfter(this.#baseline, rewards, baselineDecay);
  }

  /** Entropy is that of the updated policy along the observed paths: an estimate without fresh random numbers. */
  async #policyStatistics(
    batch: readonly Result[],
  ): Promise<Pick<UpdateTelemetry, 'entropy' | 'entropies' | 'probabilities' | 'likeliest'>> {
    const paths = await this.sampler.follow(batch.map(({ tokens }) => tokens));
    const entropies = this.space.decisions.map((_, position) =>
      mean(paths.map((path) => path.entropies[position] ?? 0)),
    );
    const { probabilities, tokens } = await this.sampler.likeliest(this.#held(this.#drawn));
    return { entropy: mean(entropies), entropies, probabilities, likeliest: tokens };
  }
}
