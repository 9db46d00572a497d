import { type Condition, type CustomDecision, MOST_DECISIONS } from './decision.js';
import type { Slot, TemplateNode } from './template.js';

/** Where a node stands: what its decisions are called, with and without the steps of repeats. */
export interface Place {
  readonly name: string;
  /** Shared by the steps of a repeat, so that a controller can share what it learns of them. */
  readonly type: string;
}

export const ROOT: Place = { name: '', type: '' };

/** The place of a node or field below another. */
export const below = ({ name, type }: Place, part: string): Place => ({
  name: name === '' ? part : `${name}.${part}`,
  type: type === '' ? part : `${type}.${part}`,
});

export const atStep = ({ name, type }: Place, step: number): Place => ({ name: `${name}[${step}]`, type });

/** The place of the node at `index` among its siblings. */
export const placeOf = (parent: Place, node: TemplateNode, index: number): Place =>
  below(parent, node.name ?? String(index));

/** What a slot's decision is called. */
export const slotPlace = (
  parent: Place,
  field: string,
  { name }: { readonly name?: string | undefined },
): Place => below(parent, name ?? field);

export const isSlot = <T>(
  value: Slot<T> | string | undefined,
): value is Extract<Slot<T>, { readonly choose: readonly T[] }> =>
  typeof value === 'object' && value !== null && 'choose' in value;

/** Layers of a template, repeats written out. */
export const MOST_NODES = 4_096;

/** Whether a step of a repeat takes an earlier output beside the one before it. */
export const SKIP_CHOICES = [0, 1] as const;

/**
 * The decisions of a template in the order of its layers. Those within an alternative depend on its choice, those of a
 * step on the number of steps. Null when it is larger than a template may be, repeats written out.
 */
export function templateDecisions(nodes: readonly TemplateNode[]): CustomDecision[] | null {
  const visit = new Visit();
  visitSequence(nodes, ROOT, [], visit);
  return visit.isFull ? null : visit.decisions;
}

/** What has been met so far; repeats within repeats grow without bound, so a visit ends when it is full. */
class Visit {
  readonly decisions: CustomDecision[] = [];
  nodes = 0;

  get isFull(): boolean {
    return this.nodes > MOST_NODES || this.decisions.length > MOST_DECISIONS;
  }
}

type Conditions = readonly Condition[];

function visitSequence(
  nodes: readonly TemplateNode[],
  parent: Place,
  conditions: Conditions,
  into: Visit,
): void {
  nodes.forEach((node, index) => {
    into.nodes += 1;
    if (!into.isFull) visitNode(node, placeOf(parent, node, index), conditions, into);
  });
}

function visitNode(node: TemplateNode, place: Place, conditions: Conditions, into: Visit): void {
  switch (node.layer) {
    case 'choice':
      visitChoice(node, place, conditions, into);
      return;
    case 'repeat':
      visitRepeat(node, place, conditions, into);
      return;
    case 'sum':
    case 'concat':
      node.branches.forEach((branch, index) => {
        visitSequence(branch, below(place, String(index)), conditions, into);
      });
      return;
    default:
      for (const [field, value] of Object.entries(node)) {
        if (!isSlot<number>(value)) continue;
        into.decisions.push({ ...slotPlace(place, field, value), choices: value.choose, conditions });
      }
  }
}

function visitChoice(
  { of }: Extract<TemplateNode, { layer: 'choice' }>,
  place: Place,
  conditions: Conditions,
  into: Visit,
): void {
  const position = into.decisions.length;
  into.decisions.push({ ...place, choices: Object.keys(of), conditions });
  Object.entries(of).forEach(([alternative, nodes], token) => {
    const chosen = [...conditions, { position, tokens: [token] }];
    visitSequence(nodes, below(place, alternative), chosen, into);
  });
}

function visitRepeat(
  node: Extract<TemplateNode, { layer: 'repeat' }>,
  place: Place,
  conditions: Conditions,
  into: Visit,
): void {
  const { times, layers, skips } = node;
  const counts = isSlot(times) ? times.choose : [times];
  const position = into.decisions.length;
  if (isSlot(times))
    into.decisions.push({ ...slotPlace(place, 'times', times), choices: counts, conditions });
  for (let step = 0; step < Math.max(...counts) && !into.isFull; step += 1) {
    const deepEnough = counts.flatMap((count, token) => (count > step ? [token] : []));
    const own = isSlot(times) ? [...conditions, { position, tokens: deepEnough }] : conditions;
    const here = atStep(place, step);
    for (let source = 0; skips !== 'none' && source < step; source += 1) {
      into.decisions.push({ ...atStep(below(here, 'skip'), source), choices: SKIP_CHOICES, conditions: own });
    }
    visitSequence(layers, here, own, into);
  }
}
