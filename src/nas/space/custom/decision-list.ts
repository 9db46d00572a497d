import { z } from 'zod';
import { sortedByKey, wholeNumber } from '../field-schemas.js';
import { type Condition, type CustomDecision, type DefinitionProblem, MOST_DECISIONS } from './decision.js';

const value = z.union([z.number(), z.string().regex(/^[^;]{1,64}$/)], {
  error: 'must be a number, or a text of 1 to 64 characters without a semicolon',
});
const values = z
  .array(value, { error: 'must be a list of numbers or texts, e.g. ["convolution", "pool"]' })
  .min(1, 'needs at least one entry')
  .max(64, 'must have at most 64 entries');

/** One decision, or with `repeat` as many: a number, or the name of an earlier decision among numbers. */
export const listedDecisionSchema = z.strictObject({
  name: z
    .string({ error: 'must be a name, e.g. filters' })
    .regex(/^[A-Za-z][\w-]{0,63}$/, 'must be a letter and up to 63 letters, digits, _ or -, e.g. filters'),
  choices: values.refine((all) => new Set(all).size === all.length, { error: 'must list each choice once' }),
  repeat: z
    .union([wholeNumber(1, MOST_DECISIONS, 4), z.string()], {
      error: `must be a whole number from 1 to ${MOST_DECISIONS}, or the name of an earlier decision that gives one`,
    })
    .optional(),
  when: z
    .record(z.string(), values, { error: 'must be an object such as { "operation": ["convolution"] }' })
    .overwrite(sortedByKey)
    .optional(),
});

export type ListedDecision = Readonly<z.infer<typeof listedDecisionSchema>>;

/** Writes the list out: repeats as decisions of their own, conditions by position. */
export function expandDecisions(listed: readonly ListedDecision[]): {
  decisions: CustomDecision[];
  problems: DefinitionProblem[];
} {
  const decisions: CustomDecision[] = [];
  const problems: DefinitionProblem[] = [];
  const positions = new Map<string, number>();
  listed.forEach((one, index) => {
    const report = (field: string, message: string) => {
      problems.push({ path: ['decisions', index, ...field.split('.')], message });
    };
    if (listed.findIndex(({ name }) => name === one.name) < index) report('name', `repeats ${one.name}`);
    const { count, depth } = repetitions(one, decisions, positions, report);
    for (let step = 0; step < count && decisions.length < MOST_DECISIONS + 1; step += 1) {
      const conditions = Object.entries(one.when ?? {}).flatMap(([name, allowed]) =>
        conditionOn(name, allowed, step, { decisions, positions, report }),
      );
      const name = one.repeat === undefined ? one.name : `${one.name}[${step}]`;
      positions.set(name, decisions.length);
      const deepEnough = depth && {
        position: depth.position,
        tokens: depth.counts.flatMap((steps, token) => (steps > step ? [token] : [])),
      };
      decisions.push({
        name,
        type: one.name,
        choices: one.choices,
        conditions: deepEnough ? [deepEnough, ...conditions] : conditions,
      });
    }
  });
  return { decisions, problems: withoutRepeats(problems) };
}

interface Repetitions {
  readonly count: number;
  /** The decision that says how many of them there are, with its choices. */
  readonly depth?: { readonly position: number; readonly counts: readonly number[] };
}

function repetitions(
  { repeat = 1 }: ListedDecision,
  decisions: readonly CustomDecision[],
  positions: ReadonlyMap<string, number>,
  report: (field: string, message: string) => void,
): Repetitions {
  if (typeof repeat === 'number') return { count: repeat };
  const position = positions.get(repeat);
  const choices = position === undefined ? [] : (decisions[position]?.choices ?? []);
  const counts = choices.filter((choice): choice is number => typeof choice === 'number');
  const usable =
    counts.length === choices.length &&
    counts.every((count) => Number.isInteger(count) && count >= 0 && count <= MOST_DECISIONS);
  if (position !== undefined && usable) return { count: Math.max(...counts), depth: { position, counts } };
  report(
    'repeat',
    `'${repeat}' must be the name of an earlier decision among whole numbers up to ${MOST_DECISIONS}`,
  );
  return { count: 1 };
}

interface Earlier {
  readonly decisions: readonly CustomDecision[];
  readonly positions: ReadonlyMap<string, number>;
  readonly report: (field: string, message: string) => void;
}

/** Inside a repeat a name means the decision of the same step, where there is one. */
function conditionOn(
  name: string,
  allowed: readonly (string | number)[],
  step: number,
  { decisions, positions, report }: Earlier,
): Condition[] {
  const position = positions.get(`${name}[${step}]`) ?? positions.get(name);
  const choices = position === undefined ? undefined : decisions[position]?.choices;
  if (position === undefined || !choices) {
    report(`when.${name}`, 'is no earlier decision');
    return [];
  }
  const strangers = allowed.filter((one) => !choices.includes(one));
  if (strangers.length > 0) {
    report(`when.${name}`, `must be among ${choices.join(', ')}, not ${strangers.join(', ')}`);
  }
  return [{ position, tokens: allowed.map((one) => choices.indexOf(one)).filter((token) => token >= 0) }];
}

/** Every step of a repeat finds the same problem. */
function withoutRepeats(problems: readonly DefinitionProblem[]): DefinitionProblem[] {
  const texts = problems.map((problem) => JSON.stringify(problem));
  return problems.filter((_, index) => texts.indexOf(texts[index] ?? '') === index);
}
