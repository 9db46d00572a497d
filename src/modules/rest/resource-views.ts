import {
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
} from 'graphql';

/** Whole: as its own type is shown. Names: those fields of it and no others. */
export type Part = 'whole' | readonly string[];

/**
 * Fields that are objects and that a resource carries with it. Fields that are numbers, texts, times or JSON it
 * carries always; other objects have a route of their own.
 */
const parts: Readonly<Record<string, Readonly<Record<string, Part>>>> = {
  Experiment: { inputShape: 'whole' },
  SearchSession: { control: ['id'], trialCounts: 'whole', verdict: 'whole' },
  Standing: {
    architecture: 'whole',
    validation: 'whole',
    test: 'whole',
    trial: ['id', 'sessionId', 'number'],
  },
  NetworkGraph: { layers: 'whole' },
  DataSet: { versions: 'whole' },
  Forecast: { deviceSeconds: 'whole', wallSeconds: 'whole' },
  Finalist: { architecture: 'whole', validation: 'whole', test: 'whole', trials: ['id', 'number', 'state'] },
  SessionComparison: { arms: 'whole' },
  ComparisonArm: {
    sessions: ['id', 'seed', 'state'],
    bestAtTrials: 'whole',
    bestAtDeviceSeconds: 'whole',
    byTrials: 'whole',
    byDeviceSeconds: 'whole',
    verdict: 'whole',
  },
  ParetoFront: { standings: 'whole' },
  Trial: { architecture: 'whole', artifacts: 'whole', worker: ['id', 'name'] },
  TrialStateChanged: { trial: 'whole' },
  Worker: { devices: 'whole', trials: ['id', 'sessionId', 'number'] },
};

/** The fields of a resource in the order of their names, and what is shown of each: null where it is a plain value. */
export function shownFields(type: GraphQLObjectType): [string, Part | null][] {
  const own = parts[type.name] ?? {};
  return Object.values(type.getFields()).flatMap((field): [string, Part | null][] => {
    if (isLeafType(getNamedType(field.type)) && field.args.length === 0) return [[field.name, null]];
    const part = own[field.name];
    return part ? [[field.name, part]] : [];
  });
}

/** The same as a selection of GraphQL. */
export function selectionOf(type: GraphQLObjectType): string {
  const fields = shownFields(type).map(([name, part]) => {
    if (part === null) return name;
    if (part !== 'whole') return `${name} { ${part.join(' ')} }`;
    const inner = getNamedType(type.getFields()[name]?.type);
    if (!isObjectType(inner)) throw new Error(`${type.name}.${name} is no object`);
    return `${name} ${selectionOf(inner)}`;
  });
  return `{ ${fields.join(' ')} }`;
}

/** Of something that is of several kinds: every field of each, and the name of the kind as `type`. */
export function selectionOfKinds(type: GraphQLAbstractType, schema: GraphQLSchema): string {
  const kinds = schema.getPossibleTypes(type).map((kind) => `... on ${kind.name} ${selectionOf(kind)}`);
  return `{ type: __typename ${kinds.join(' ')} }`;
}
