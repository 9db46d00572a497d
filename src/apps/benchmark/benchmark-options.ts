import { z } from 'zod';
import { findStrategy, recommendedStrategy, strategies } from '../../nas/strategies/index.js';
import { DomainError } from '../../platform/errors/index.js';

/** What the command line may say, as text. */
export interface BenchmarkFlags {
  readonly strategy?: string;
  readonly table: string;
  readonly runs: string;
  readonly evaluations: string;
  readonly seed: string;
  readonly power?: string;
  readonly repeats: string;
  readonly option: readonly string[];
  readonly svg?: string;
  readonly json?: boolean;
  readonly tableFile?: string;
  readonly space?: string;
  readonly architectureColumn: string;
  readonly rewardColumn?: string;
  readonly validationColumn?: string;
  readonly testColumn?: string;
}

/** A whole number of the command line. */
export function wholeNumberOf(flag: string, text: string, minimum: number, maximum: number): number {
  const range = `--${flag} must be a whole number from ${minimum} to ${maximum}, not '${text}'`;
  return refused(z.coerce.number({ error: range }).int(range).min(minimum, range).max(maximum, range), text);
}

/** Names of the strategies to run: one, several with commas, or all. */
export function strategiesOf(text: string = recommendedStrategy): string[] {
  const known = Object.keys(strategies);
  const names = text === 'all' ? known : text.split(',').map((name) => name.trim());
  for (const name of names) {
    if (findStrategy(name)) continue;
    throw new DomainError(
      'INVALID_INPUT',
      `there is no strategy '${name}': choose all, or of ${known.join(', ')}`,
    );
  }
  return names;
}

/** Whether a repeat counts as an evaluation. */
export function countsRepeats(text: string): boolean {
  if (text === 'count' || text === 'free') return text === 'count';
  throw new DomainError('INVALID_INPUT', `--repeats must be count or free, not '${text}'`);
}

/** `key=value` pairs; a value that is JSON, such as 0.01 or null, counts as what it is, any other as text. */
export function optionsOf(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new DomainError('INVALID_INPUT', `--option must be key=value, not '${pair}'`);
      return [pair.slice(0, at), parsedValue(pair.slice(at + 1))];
    }),
  );
}

/** The options of a strategy, with everything that is wrong with them at once. */
export function checkedOptions(strategy: string, options: unknown): unknown {
  const definition = findStrategy(strategy);
  if (!definition) throw new DomainError('INVALID_INPUT', `there is no strategy '${strategy}'`);
  return refused(definition.optionsSchema, options, `--option of ${strategy}: `);
}

function refused<T>(schema: z.ZodType<T>, value: unknown, before = ''): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => [...path, message].join(' '));
  throw new DomainError('INVALID_INPUT', `${before}${problems.join('; ')}`);
}

function parsedValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
