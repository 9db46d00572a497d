import { styleText } from 'node:util';
import type { SessionComparison } from '../archway-client.js';
import { accuracy } from './draw.js';

type Arm = SessionComparison['arms'][number];

const HEADER = ['strategy', 'sessions', 'seeds', 'best', '95 % interval', 'in time'] as const;

/** Arms beside one another at the budget that all sessions have spent, then what the tests say. */
export function drawComparison({ trials, deviceSeconds, arms }: SessionComparison): string {
  const rows = [HEADER, ...arms.map(cellsOf)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const [head = '', ...lines] = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [
    `Best validation accuracy after ${trials} trials and, in time, after ${deviceSeconds.toFixed(1)} device-seconds`,
    '',
    styleText('dim', head),
    ...lines,
    '',
    ...arms.filter(({ strategy }) => strategy !== 'random').map(verdictLine),
  ].join('\n');
}

function cellsOf({ strategy, sessions, seeds, bestAtTrials, bestAtDeviceSeconds }: Arm): readonly string[] {
  const { lower, upper } = bestAtTrials ?? { lower: null, upper: null };
  return [
    strategy,
    String(sessions.length),
    String(seeds),
    accuracy(bestAtTrials?.mean ?? null).trim(),
    lower === null || upper === null ? '–' : `${lower.toFixed(4)} to ${upper.toFixed(4)}`,
    accuracy(bestAtDeviceSeconds?.mean ?? null).trim(),
  ];
}

const verdictLine = ({ strategy, verdict }: Arm): string =>
  `${styleText('bold', strategy)}: ${verdict?.sentence ?? 'there is no result of random search to compare with'}`;
