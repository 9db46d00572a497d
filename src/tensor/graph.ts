import type { Attributes, OpKind, OpSignatures, ValueType } from './op-signatures.js';
import { checkShape, formatShape, type Shape, sameShape } from './shape.js';
import type { DType } from './tensor.js';
import { TensorError } from './tensor-error.js';

/** A symbolic tensor: one output of one node. Ops are free functions on values. */
export class Value implements ValueType {
  constructor(
    readonly node: Node,
    readonly shape: Shape,
    readonly dtype: DType,
  ) {}

  get graph(): Graph {
    return this.node.graph;
  }
}

/** One application of an op of kind K. `id` grows in the order of creation, which is topological. */
export interface NodeOf<K extends OpKind> {
  readonly graph: Graph;
  readonly id: number;
  readonly kind: K;
  readonly inputs: OpSignatures<Value>[K]['inputs'];
  readonly attributes: Attributes<K, Value>;
  readonly outputs: OpSignatures<Value>[K]['outputs'];
}
export type Node = NodeOf<OpKind>;

/** Whether a node is of an op, for rules that look at what gave their operand. */
export const isOf = <K extends OpKind>(node: Node, kind: K): node is NodeOf<K> => node.kind === kind;

/**
 * A computation written once: inputs are fed at each run, variables live in the executable from run to
 * run, outputs are returned. Grows only; a runtime compiles what outputs and assignments need.
 */
export class Graph {
  readonly #nodes: Node[] = [];
  readonly #names = new Set<string>();
  readonly #inputs = new Map<string, Value>();
  readonly #variables = new Map<string, Value>();
  readonly #assignments = new Map<Value, Value>();
  readonly #outputs = new Map<string, Value>();

  /** Every node in the order of creation: each comes after the nodes that it reads. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }
  get inputs(): ReadonlyMap<string, Value> {
    return this.#inputs;
  }
  get variables(): ReadonlyMap<string, Value> {
    return this.#variables;
  }
  /** From a variable to its successor. */
  get assignments(): ReadonlyMap<Value, Value> {
    return this.#assignments;
  }
  get outputs(): ReadonlyMap<string, Value> {
    return this.#outputs;
  }

  /** A tensor that each run is fed under `name`. */
  input(name: string, shape: Shape, dtype: DType = 'float32'): Value {
    checkShape(`input ${name}`, shape);
    this.#claim(name);
    const [value] = this.apply('input', [], { name }, [{ shape, dtype }]).outputs;
    this.#inputs.set(name, value);
    return value;
  }

  /** Float32 state, zeros until it is set or assigned. */
  variable(name: string, shape: Shape): Value {
    checkShape(`variable ${name}`, shape);
    this.#claim(name);
    const [value] = this.apply('variable', [], { name }, [{ shape, dtype: 'float32' }]).outputs;
    this.#variables.set(name, value);
    return value;
  }

  /** Lets `variable` hold `next` after each run; every op of that run still reads the old value. */
  assign(variable: Value, next: Value): void {
    if (variable.graph !== this || next.graph !== this) {
      throw new TensorError('GRAPH_MISMATCH', 'assign: variable and value must belong to this graph');
    }
    const name = nameOfVariable(variable);
    if (next.dtype !== 'float32' || !sameShape(variable.shape, next.shape)) {
      throw new TensorError(
        'SHAPE_MISMATCH',
        `assign: variable ${name} is float32 ${formatShape(variable.shape)}, its next value is ${next.dtype} ${formatShape(next.shape)}`,
      );
    }
    if (this.#assignments.has(variable)) {
      throw new TensorError('DUPLICATE_NAME', `assign: variable ${name} already has a next value`);
    }
    this.#assignments.set(variable, next);
  }

  /** Returns `value` from each run under `name`. */
  output(name: string, value: Value): void {
    if (value.graph !== this) {
      throw new TensorError('GRAPH_MISMATCH', `output ${name}: the value belongs to another graph`);
    }
    this.#claim(name);
    this.#outputs.set(name, value);
  }

  /** Adds a node. For ops/ only: a builder checks what it is given and knows the types that come out. */
  apply<K extends OpKind>(
    kind: K,
    inputs: OpSignatures<Value>[K]['inputs'],
    attributes: Attributes<K, Value>,
    outputTypes: readonly ValueType[],
  ): NodeOf<K> {
    if (inputs.some((input) => input.graph !== this)) {
      throw new TensorError('GRAPH_MISMATCH', `${kind}: its operands belong to different graphs`);
    }
    const outputs: Value[] = [];
    const node: Node = { graph: this, id: this.#nodes.length, kind, inputs, attributes, outputs };
    outputs.push(...outputTypes.map(({ shape, dtype }) => new Value(node, shape, dtype)));
    this.#nodes.push(node);
    return node as NodeOf<K>;
  }

  #claim(name: string): void {
    if (name === '' || this.#names.has(name)) {
      throw new TensorError(
        'DUPLICATE_NAME',
        `graph: the name '${name}' is ${name ? 'taken by another input, variable or output' : 'empty'}`,
      );
    }
    this.#names.add(name);
  }
}

/** The name under which `variable` was made; anything else than a variable is refused. */
export function nameOfVariable(variable: Value): string {
  for (const [name, value] of variable.graph.variables) {
    if (value === variable) return name;
  }
  throw new TensorError('INVALID_ARGUMENT', `assign: ${variable.node.kind} is not a variable`);
}
