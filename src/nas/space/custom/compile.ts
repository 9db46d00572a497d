import { Random } from '../../random.js';
import { type Constraint, type ConstraintCheck, compileConstraints } from './constraints.js';
import { activeDecisions, type CustomDecision, type DefinitionProblem, MOST_DECISIONS } from './decision.js';
import { expandDecisions, type ListedDecision } from './decision-list.js';
import type { TemplateNode } from './template.js';
import { MOST_NODES, templateDecisions } from './template-decisions.js';

/** Draws of which one at least must be admitted: searches draw at random too. */
const TRIAL_DRAWS = 1_000;

/** What a user writes, well formed. */
export interface CustomForm {
  readonly decisions?: readonly ListedDecision[] | undefined;
  readonly network?: readonly TemplateNode[] | undefined;
  readonly constraints: readonly Constraint[];
}

/** A definition written out. */
export interface CompiledSpace {
  readonly decisions: readonly CustomDecision[];
  readonly checks: readonly ConstraintCheck[];
}

/** Writes a definition out, and says everything that is wrong with it. */
export function compile(definition: CustomForm): {
  compiled: CompiledSpace;
  problems: DefinitionProblem[];
} {
  const listed = definition.network
    ? templateList(definition.network)
    : expandDecisions(definition.decisions ?? []);
  const { decisions } = listed;
  const own = listed.problems.length > 0 ? listed.problems : sizeProblems(definition, decisions);
  const { checks, problems } = compileConstraints(definition.constraints, decisions);
  return { compiled: { decisions, checks }, problems: [...own, ...(decisions.length > 0 ? problems : [])] };
}

/** What was chosen at each decision, null where it has no meaning. */
export function chosenValues(
  decisions: readonly CustomDecision[],
  tokens: readonly number[],
): (number | string | null)[] {
  const active = activeDecisions(decisions, tokens);
  return decisions.map(({ choices }, position) =>
    active[position] ? (choices[tokens[position] ?? -1] ?? null) : null,
  );
}

export function holds({ decisions, checks }: CompiledSpace, tokens: readonly number[]): boolean {
  if (checks.length === 0) return true;
  const chosen = chosenValues(decisions, tokens);
  return checks.every((check) => check(chosen));
}

/** Whether architectures are not too rare among token sequences to be searched. */
export function admitsSome(compiled: CompiledSpace): boolean {
  const random = new Random(0n);
  for (let draw = 0; draw < TRIAL_DRAWS; draw += 1) {
    if (
      holds(
        compiled,
        compiled.decisions.map(({ choices }) => random.integer(choices.length)),
      )
    )
      return true;
  }
  return false;
}

function templateList(network: readonly TemplateNode[]): ReturnType<typeof expandDecisions> {
  const decisions = templateDecisions(network);
  if (decisions) return { decisions, problems: [] };
  const message = `must have at most ${MOST_DECISIONS} decisions and ${MOST_NODES} layers, repeats written out`;
  return { decisions: [], problems: [{ path: ['network'], message }] };
}

function sizeProblems(
  { network }: Pick<CustomForm, 'network'>,
  decisions: readonly CustomDecision[],
): DefinitionProblem[] {
  const path = [network ? 'network' : 'decisions'];
  if (decisions.length === 0)
    return [{ path, message: 'leaves nothing to decide: give a slot, such as { "choose": [16, 32] }' }];
  if (decisions.length > MOST_DECISIONS)
    return [{ path, message: `must have at most ${MOST_DECISIONS} decisions, repeats written out` }];
  const names = decisions.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (network && repeated !== undefined)
    return [{ path, message: `two decisions are called ${repeated}: give their layers other names` }];
  return [];
}
