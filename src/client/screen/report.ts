import { styleText } from 'node:util';
import type { LeaderboardEdge, SessionDetails } from '../archway-client.js';
import { drawLeaderboard, short } from './draw.js';
import { forecastText } from './forecast-text.js';
import { networkText } from './network-text.js';

type Winner = NonNullable<SessionDetails['winner']>;
type Finalist = SessionDetails['finalists'][number];

const line = (title: string, text: string): string => `${styleText('bold', title.padEnd(13))}${text}`;

/** What came of a finished search, for people. */
export function drawReport(session: SessionDetails, leaderboard: readonly LeaderboardEdge[]): string {
  const { control, verdict, winner, finalists } = session;
  const arms = control ? [session, control] : [session];
  const strategies = new Map(arms.map(({ id, strategy }) => [id, strategy]));
  return [
    drawLeaderboard(leaderboard, strategies),
    '',
    line('State', stateText(session)),
    line('Verdict', verdict?.sentence ?? 'there is no control arm to compare with'),
    ...(winner ? [line('Winner', winnerText(winner))] : []),
    ...finalists
      .filter(severalSeeds)
      .map((finalist) => line(`Finalist ${finalist.rank}`, finalistText(finalist))),
    line('Cost', costText(arms)),
    ...(session.forecast ? [line('Forecast', forecastText(session.forecast))] : []),
  ].join('\n');
}

export function stateText({ state, stopReason, error }: SessionDetails): string {
  const reason = error ?? stopReason?.toLowerCase().replaceAll('_', ' ');
  return reason ? `${state} (${reason})` : state;
}

function winnerText({ architecture, validationAccuracy, testAccuracy }: Winner): string {
  const accuracies = [
    ['validation', validationAccuracy],
    ['test', testAccuracy],
  ].map(([name, value]) => `${name} ${typeof value === 'number' ? value.toFixed(4) : '–'}`);
  return `${networkText(architecture.description)} (${short(architecture.parameters)} parameters): ${accuracies.join(', ')}`;
}

const severalSeeds = ({ test, failed }: Finalist): boolean => (test?.runs ?? 0) + failed > 1;

/** What several trainings of one architecture came to. */
function finalistText({ architecture, validation, test, failed }: Finalist): string {
  const parts = [`validation ${estimateText(validation)}`, `test ${estimateText(test)}`];
  const seeds = `${test?.runs ?? 0} seeds${failed > 0 ? `, ${failed} failed` : ''}`;
  return `${networkText(architecture.description)}: ${parts.join(', ')} (${seeds})`;
}

/** A mean and half of its 95 % interval. */
function estimateText(estimate: Finalist['test']): string {
  if (!estimate) return '–';
  const { mean, lower } = estimate;
  return lower === null ? mean.toFixed(4) : `${mean.toFixed(4)} ± ${(mean - lower).toFixed(4)}`;
}

const ENDED = ['succeeded', 'earlyStopped', 'failed', 'infeasible'] as const;

function costText(arms: readonly Pick<SessionDetails, 'trialCounts'>[]): string {
  const sum = (field: keyof SessionDetails['trialCounts']) =>
    arms.reduce((total, { trialCounts }) => total + trialCounts[field], 0);
  return (
    `${ENDED.reduce((total, field) => total + sum(field), 0)} trials, ${sum('cached')} of them from the cache, in ` +
    `${sum('deviceSeconds').toFixed(0)} device-seconds`
  );
}
