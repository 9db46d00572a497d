import { styleText } from 'node:util';
import type { LeaderboardEdge } from '../archway-client.js';
import { networkText } from './network-text.js';
import type { Policy, RunningTrial, SessionProgress } from './session-progress.js';

/** Epochs of a training, by what it is for; null where nothing is trained. */
export type Epochs = Readonly<Record<string, number>> | null;

const BAR_WIDTH = 32;

const dim = (text: string): string => styleText('dim', text);
const bold = (text: string): string => styleText('bold', text);

/** Accuracy as people read it, or a dash. */
export const accuracy = (value: number | null): string => (value === null ? '  –   ' : value.toFixed(4));
const decimal = (value: number | null): string => (value === null ? '–' : value.toFixed(3));

/** A count with the unit that leaves it short: 23.4 k, 1.2 M. */
export function short(count: number | null): string {
  if (count === null) return '–';
  if (count < 1000) return String(count);
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} k` : `${(count / 1e6).toFixed(1)} M`;
}

/** The screen while the search runs. */
export function drawProgress(
  title: string,
  sessions: readonly SessionProgress[],
  epochs: Epochs,
  seconds: number,
): string {
  const policy = sessions.find((progress) => progress.policy?.entropy != null)?.policy ?? null;
  return [
    `${bold(title)}  ${dim(`${seconds.toFixed(0)} s`)}`,
    '',
    ...sessions.map((progress) => drawSession(progress)),
    '',
    ...sessions.flatMap((progress) =>
      [...progress.running.values()].map((trial) => drawTrial(progress.session.strategy, trial, epochs)),
    ),
    drawPolicy(policy),
  ].join('\n');
}

function drawSession({ session, ended, failed, best, state }: SessionProgress): string {
  const filled = Math.round((BAR_WIDTH * ended) / session.maxTrials);
  const bar = `${styleText('cyan', '█'.repeat(filled))}${dim('░'.repeat(BAR_WIDTH - filled))}`;
  const failures = failed > 0 ? styleText('yellow', `  ${failed} failed`) : '';
  const count = `${String(ended).padStart(4)}/${session.maxTrials}`;
  return `  ${session.strategy.padEnd(10)} ${bar} ${count}  best ${accuracy(best)}  ${dim(state.toLowerCase())}${failures}`;
}

function drawTrial(strategy: string, trial: RunningTrial, epochs: Epochs): string {
  const name = trial.purpose === 'FINAL' ? 'finalist' : `trial ${trial.number}`;
  const left = Math.max(0, (epochs?.[trial.purpose] ?? 0) - trial.epoch);
  const steps = `${'▪'.repeat(trial.epoch)}${dim('·'.repeat(left))}`;
  return `  ${dim(strategy.padEnd(10))} ${name.padEnd(10)} ${steps}  ${accuracy(trial.validationAccuracy)}`;
}

function drawPolicy(policy: Policy | null): string {
  if (!policy) return dim('  controller has not been told of a result yet');
  const { version, rewardMean, rewardBest, baseline, entropy, uniqueRate } = policy;
  return (
    `  controller update ${version}: reward ${decimal(rewardMean)} (best ${decimal(rewardBest)}), ` +
    `baseline ${decimal(baseline)}, entropy ${decimal(entropy)} nats, unique ${(100 * uniqueRate).toFixed(0)} %`
  );
}

/** A network of a custom space can take ten lines of a terminal; --json has the whole of it. */
const NETWORK_WIDTH = 96;

type Standing = LeaderboardEdge['node'];

/** What a leaderboard is ordered by, where that is in no other column, as `--by` calls it. */
const ownColumns: Readonly<Record<string, readonly [string, (standing: Standing) => string]>> = {
  'validation-lower-bound': ['lower bound', ({ validation }) => accuracy(validation?.lower ?? null)],
  test: ['test', ({ test }) => accuracy(test?.mean ?? null)],
  'test-lower-bound': ['test bound', ({ test }) => accuracy(test?.lower ?? null)],
  reward: ['reward', ({ reward }) => decimal(reward)],
  latency: ['latency', ({ latencyMs }) => (latencyMs === null ? '–' : `${latencyMs.toPrecision(3)} ms`)],
  'device-seconds': ['device', ({ deviceSeconds }) => `${deviceSeconds?.toFixed(1) ?? '–'} s`],
};

/**
 * The best networks, one a line.
 * @param strategyOf by session, where there are several; without it nothing says who found what
 * @param by the order, which is shown
 */
export function drawLeaderboard(
  edges: readonly LeaderboardEdge[],
  strategyOf?: ReadonlyMap<string, string>,
  by = 'validation',
): string {
  const finder = (text: string) => (strategyOf ? `  ${text.padEnd(12)}` : '');
  const [title, shown] = ownColumns[by] ?? [];
  const own = (text: string) => (title ? text.padStart(13) : '');
  const header = dim(
    `  rank  validation${own(title ?? '')}  parameters     FLOPs${finder('found by')}  network`,
  );
  const rows = edges.map(({ rank, node }) => {
    const { parameters, flops } = node.architecture;
    const cells = [
      String(rank).padStart(6),
      accuracy(node.validation?.mean ?? null).padStart(12),
      own(shown?.(node) ?? ''),
      short(parameters).padStart(12),
      short(flops).padStart(10),
      finder(strategyOf?.get(node.trial.sessionId) ?? ''),
      `  ${cut(networkText(node.architecture.description), NETWORK_WIDTH)}`,
    ];
    return cells.join('');
  });
  return [bold('Leaderboard'), header, ...rows].join('\n');
}

const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text;
