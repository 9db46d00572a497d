import { Random } from '../../random.js';
import type { SearchSpace } from '../../space/index.js';
import { drawAdmitted } from '../draw-admitted.js';
import { checkedObservations, mean, rewardStatistics } from '../observations.js';
import { encodeSnapshot } from '../snapshot.js';
import type { Observation, Proposal, Strategy, UpdateTelemetry } from '../strategy.js';
import { tensorState } from '../tensor-state.js';
import { UniqueArchitectures } from '../unique-architectures.js';
import { type Baseline, baselineAfter, baselineValue } from './baseline.js';
import type { ReinforceOptions } from './options.js';
import type { PolicySampler } from './sampler.js';
import type { ReinforceState } from './state.js';
import type { PolicyUpdater } from './updater.js';

export const REINFORCE = 'reinforce';

/** An observed architecture with what it counts as. */
interface Rewarded {
  readonly tokens: readonly number[];
  readonly reward: number;
}

/** REINFORCE on the recurrent controller of Zoph & Le (ICLR 2017, section 3). */
export class ReinforceStrategy implements Strategy {
  #policyVersion: number;
  #baseline: Baseline;
  readonly #random: Random;
  readonly #unique: UniqueArchitectures;

  constructor(
    private readonly space: SearchSpace,
    private readonly options: ReinforceOptions,
    private readonly sampler: PolicySampler,
    private readonly updater: PolicyUpdater,
    state: Omit<ReinforceState, 'variables'>,
  ) {
    this.#policyVersion = state.policyVersion;
    this.#baseline = state.baseline;
    this.#random = Random.restore(state.random);
    this.#unique = UniqueArchitectures.restore(state.unique);
  }

  get policyVersion(): number {
    return this.#policyVersion;
  }

  async propose(count: number): Promise<Proposal[]> {
    const draws = await drawAdmitted(this.space, count, (missing) =>
      this.sampler.sample(missing, this.#random),
    );
    return draws.map(({ tokens, logProbability }) => {
      this.#unique.record(this.space.canonicalHash(tokens));
      return { tokens, logProbability, policyVersion: this.#policyVersion };
    });
  }

  async observe(observations: readonly Observation[]): Promise<UpdateTelemetry> {
    const checked = checkedObservations(this.space, this.options.batchSize, observations);
    const rewarded = this.#rewarded(checked);
    const baseline = this.#expectation();
    const gradientNorm = await this.#update(rewarded, baseline);
    this.#learnBaseline(rewarded);
    this.#policyVersion += 1;
    return {
      ...rewardStatistics(checked),
      baseline,
      gradientNorm,
      ...(await this.#policyStatistics(checked)),
      uniqueRate: this.#unique.rate,
    };
  }

  async snapshot(): Promise<Uint8Array> {
    const variables = Object.entries(this.updater.variables()).map(([name, tensor]) => [
      name,
      tensorState(tensor),
    ]);
    const state: ReinforceState = {
      policyVersion: this.#policyVersion,
      random: this.#random.snapshot(),
      unique: this.#unique.snapshot(),
      baseline: this.#baseline,
      variables: Object.fromEntries(variables),
    };
    return encodeSnapshot({ strategy: REINFORCE, space: this.space.hashOfSpace }, state);
  }

  async dispose(): Promise<void> {
    await Promise.all([this.sampler.dispose(), this.updater.dispose()]);
  }

  /** What takes part in the update: failures by what the options say that they count as. */
  #rewarded(observations: readonly Observation[]): Rewarded[] {
    return observations.flatMap(({ proposal: { tokens }, outcome }) => {
      const reward = outcome.kind === 'succeeded' ? outcome.reward : this.options.failureReward;
      return reward === null ? [] : [{ tokens, reward }];
    });
  }

  /** What a reward is compared with; null as long as no reward is known. */
  #expectation(): number | null {
    return this.options.baselineDecay === null ? 0 : baselineValue(this.#baseline);
  }

  /**
   * Moves the policy, unless there is nothing to compare the rewards with. The paper's baseline is an average of
   * EARLIER rewards, and before the first batch there are none. A baseline of 0 would call every architecture of
   * that batch a success, and Adam, whose steps do not shrink with the gradient, would follow as far as it ever
   * does; the batch's own mean depends on the actions that it judges. So the first batch sets the baseline alone.
   */
  async #update(rewarded: readonly Rewarded[], baseline: number | null): Promise<number | null> {
    if (baseline === null || rewarded.length === 0) return null;
    const norm = await this.updater.update(
      rewarded.map(({ tokens, reward }) => ({ tokens, advantage: reward - baseline })),
    );
    this.sampler.setParameters(this.updater.parameters());
    return norm;
  }

  /** After the update: the baseline must not know the rewards that it was subtracted from. */
  #learnBaseline(rewarded: readonly Rewarded[]): void {
    const { baselineDecay } = this.options;
    if (baselineDecay === null) return;
    this.#baseline = baselineAfter(
      this.#baseline,
      rewarded.map(({ reward }) => reward),
      baselineDecay,
    );
  }

  /** Entropy is that of the updated policy along the observed paths: an estimate without fresh random numbers. */
  async #policyStatistics(
    observations: readonly Observation[],
  ): Promise<Pick<UpdateTelemetry, 'entropy' | 'probabilities'>> {
    const paths = await this.sampler.follow(observations.map(({ proposal }) => proposal.tokens));
    const likeliest = await this.sampler.likeliest();
    return { entropy: mean(paths.map(({ entropy }) => entropy)), probabilities: likeliest.probabilities };
  }
}
