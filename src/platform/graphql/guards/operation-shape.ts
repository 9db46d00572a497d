import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { type GivenVariables, lengthReader } from './page-length.js';

/** What can be told of an operation before it is executed. */
export interface OperationShape {
  /** Fields on the longest way from the root. */
  readonly depth: number;
  /** Fields that are given another name, each as often as its fragment is used. */
  readonly aliases: number;
  /**
   * The number of fields that an answer may have: each counts 1, a JSON value 20, and what is below a list as often as the list may be
   * long. A page is as long as its argument says, another list as its field's extension `listSize` says, or else 10.
   * @param longest counts longer pages as if they were of this length
   */
  cost(variables: GivenVariables, longest: number): number;
}

/** Cost where the pages have these lengths, in the order in which they were met. */
type Cost = (lengths: readonly number[]) => number;

interface Shape {
  readonly depth: number;
  readonly aliases: number;
  readonly cost: Cost;
}

const ASSUMED_LENGTH = 10;

/** It is written as it is, whatever its size: it counts as an object of some fields. */
const JSON_COST = 20;

const free: Cost = () => 0;
const once: Cost = () => 1;
const nothing: Shape = { depth: 0, aliases: 0, cost: free };

/**
 * Measures a valid operation. Takes time in proportion to the text, and so does its `cost`: a fragment is measured once, however often
 * it is used.
 * @param schema that the document was validated against
 */
export function shapeOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationShape {
  const root = schema.getRootType(operation.operation);
  if (!root) return { ...nothing, cost: () => 0 };
  const walk = new Walk(schema, document, operation);
  const { depth, aliases, cost } = walk.ofSelections(operation.selectionSet, root, undefined);
  return {
    depth,
    aliases,
    cost: (variables, longest) => cost(walk.pages.map((read) => Math.min(read(variables), longest))),
  };
}

class Walk {
  /** How the length of each page is read. */
  readonly pages: ((variables: GivenVariables) => number)[] = [];
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** By name, and by the page that it selects the fields of. */
  private readonly known = new Map<string, Map<Cost | undefined, Shape>>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
  ) {
    this.fragments = new Map(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
      ),
    );
  }

  /** @param page length of the list within the type, where that is a page of one */
  ofSelections({ selections }: SelectionSetNode, type: GraphQLNamedType, page: Cost | undefined): Shape {
    const shapes = selections.map((selection) => this.ofSelection(selection, type, page));
    return {
      depth: shapes.reduce((deepest, { depth }) => Math.max(deepest, depth), 0),
      aliases: shapes.reduce((sum, { aliases }) => sum + aliases, 0),
      cost: (lengths) => shapes.reduce((sum, { cost }) => sum + cost(lengths), 0),
    };
  }

  private ofSelection(selection: SelectionNode, type: GraphQLNamedType, page: Cost | undefined): Shape {
    if (selection.kind === Kind.FIELD) return this.ofField(selection, type, page);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.ofFragment(selection.name.value, page);
    const condition = selection.typeCondition && this.schema.getType(selection.typeCondition.name.value);
    return this.ofSelections(selection.selectionSet, condition ?? type, page);
  }

  private ofField(node: FieldNode, type: GraphQLNamedType, page: Cost | undefined): Shape {
    const field = fieldOf(type, node.name.value);
    if (!field) return nothing;
    const named = getNamedType(field.type);
    const isList = isListType(getNullableType(field.type));
    const length = this.lengthOf(field, node);
    const times = isList ? (length ?? page ?? assumed(field)) : once;
    const inner = node.selectionSet
      ? this.ofSelections(node.selectionSet, named, isList ? undefined : length)
      : { ...nothing, cost: isList && isLeafType(named) ? once : free };
    const own = named.name === 'JSON' ? JSON_COST : 1;
    return {
      depth: inner.depth + 1,
      aliases: inner.aliases + (node.alias ? 1 : 0),
      cost: (lengths) => own + times(lengths) * inner.cost(lengths),
    };
  }

  private ofFragment(name: string, page: Cost | undefined): Shape {
    const shapes = this.known.get(name) ?? new Map<Cost | undefined, Shape>();
    this.known.set(name, shapes);
    const known = shapes.get(page);
    if (known) return known;
    const fragment = this.fragments.get(name);
    const type = fragment && this.schema.getType(fragment.typeCondition.name.value);
    const shape = fragment && type ? this.ofSelections(fragment.selectionSet, type, page) : nothing;
    const remembered = { ...shape, cost: rememberingLast(shape.cost) };
    shapes.set(page, remembered);
    return remembered;
  }

  private lengthOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Cost | undefined {
    const read = lengthReader(field, node, this.operation);
    if (!read) return undefined;
    const index = this.pages.push(read) - 1;
    return (lengths) => lengths[index] ?? 0;
  }
}

/** Fragments that use others twice, and so on, would else be added up as often as they appear. */
function rememberingLast(cost: Cost): Cost {
  let last: { readonly lengths: readonly number[]; readonly value: number } | undefined;
  return (lengths) => {
    if (last?.lengths !== lengths) last = { lengths, value: cost(lengths) };
    return last.value;
  };
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

/** Of a list that takes no length: what its field says, for each list within it too. */
function assumed({ extensions, type }: GraphQLField<unknown, unknown>): Cost {
  const { listSize } = extensions;
  const length = typeof listSize === 'number' ? listSize : ASSUMED_LENGTH;
  let times = 1;
  for (let inner = getNullableType(type); isListType(inner); inner = getNullableType(inner.ofType)) {
    times *= length;
  }
  return () => times;
}
