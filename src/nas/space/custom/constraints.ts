import { z } from 'zod';
import { sortedByKey } from '../field-schemas.js';
import type { CustomDecision, DefinitionProblem } from './decision.js';

const names = z
  .array(z.string(), { error: 'must be a list of names of decisions, e.g. ["filters[*]"]' })
  .min(1, 'needs at least one name')
  .max(64, 'must have at most 64 names');
const value = z.union([z.number(), z.string()], { error: 'must be a number or a text' });
const bounds = {
  atLeast: z.number({ error: 'must be a number' }).optional(),
  atMost: z.number({ error: 'must be a number' }).optional(),
};

/** What must hold. `*` in a name stands for any index of a repeat. Decisions without meaning count for nothing. */
export const constraintSchema = z.union(
  [
    /** Not all of these at once. */
    z.strictObject({ forbid: z.record(z.string(), z.array(value).min(1).max(64)).overwrite(sortedByKey) }),
    /** Of the numbers that are chosen. */
    z.strictObject({ sum: names, ...bounds }),
    /** Of the decisions that choose `of`. */
    z.strictObject({ count: names, of: value, ...bounds }),
  ],
  {
    error:
      'must be { "forbid": { name: [values] } }, { "sum": [names], "atMost": number } or { "count": [names], "of": value, "atLeast": number }',
  },
);

export type Constraint = Readonly<z.infer<typeof constraintSchema>>;

/** Whether the constraint holds; a null stands for a decision without meaning. */
export type ConstraintCheck = (chosen: readonly (number | string | null)[]) => boolean;

/** Finds the decisions that the constraints name. */
export function compileConstraints(
  constraints: readonly Constraint[],
  decisions: readonly CustomDecision[],
): { checks: ConstraintCheck[]; problems: DefinitionProblem[] } {
  const problems: DefinitionProblem[] = [];
  const checks = constraints.map((constraint, index) => {
    const positionsOf = (name: string, field: readonly (string | number)[]): number[] => {
      const found = decisions.flatMap((decision, position) =>
        matches(name, decision.name) ? [position] : [],
      );
      if (found.length === 0)
        problems.push({ path: ['constraints', index, ...field], message: unknown(name, decisions) });
      return found;
    };
    return compileConstraint(constraint, positionsOf);
  });
  constraints.forEach((constraint, index) => {
    if ('forbid' in constraint || constraint.atLeast !== undefined || constraint.atMost !== undefined) return;
    problems.push({ path: ['constraints', index], message: 'needs atLeast or atMost' });
  });
  return { checks, problems };
}

type PositionsOf = (name: string, field: readonly (string | number)[]) => number[];

function compileConstraint(constraint: Constraint, positionsOf: PositionsOf): ConstraintCheck {
  if ('forbid' in constraint) {
    const clauses = Object.entries(constraint.forbid).map(([name, values]) => ({
      positions: positionsOf(name, ['forbid', name]),
      values,
    }));
    return (chosen) =>
      !clauses.every(({ positions, values }) =>
        positions.some((position) => values.includes(chosen[position] ?? Number.NaN)),
      );
  }
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = constraint;
  const within = (total: number) => total >= atLeast && total <= atMost;
  if ('sum' in constraint) {
    const positions = constraint.sum.flatMap((name, index) => positionsOf(name, ['sum', index]));
    return (chosen) => within(positions.reduce((sum, position) => sum + numberOf(chosen[position]), 0));
  }
  const positions = constraint.count.flatMap((name, index) => positionsOf(name, ['count', index]));
  return (chosen) => within(positions.filter((position) => chosen[position] === constraint.of).length);
}

const numberOf = (chosen: number | string | null | undefined): number =>
  typeof chosen === 'number' ? chosen : 0;

/** Whether a name with stars for indices means this decision. */
function matches(pattern: string, name: string): boolean {
  const [wanted, parts] = [pattern, name].map((text) => text.split(/[[\]]/));
  return (
    wanted?.length === parts?.length &&
    wanted?.every((part, index) => part === '*' || part === parts?.[index]) === true
  );
}

function unknown(name: string, decisions: readonly CustomDecision[]): string {
  const known = decisions.slice(0, 8).map((decision) => decision.name);
  const more = decisions.length > known.length ? ', ...' : '';
  return `'${name}' is no decision of the space; it has ${known.join(', ')}${more}`;
}
