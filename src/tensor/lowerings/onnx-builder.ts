import { type DType, floatTensor, type Tensor } from '../tensor.js';
import {
  type AttributeProto,
  attributeTypes,
  type DimensionProto,
  elementTypes,
  encodeModel,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx-proto.js';

/** A number is an ONNX int; floats are wrapped, since JavaScript does not tell 1 from 1.0. */
export type OnnxAttribute = number | readonly number[] | string | { readonly float: number };
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

/** ONNX Runtime's own ops; models that carry one load nowhere else. */
export const MICROSOFT = 'com.microsoft';
const OPSETS: Readonly<Record<string, number>> = { '': 17, [MICROSOFT]: 1 };
const IR_VERSION = 8;
/** Ops whose last output may be left out of the model when nothing reads it. */
const OPTIONAL_LAST_OUTPUT: ReadonlySet<string> = new Set(['MaxPool']);

/** A node, and what the graph inside it reads and needs of the model around it. */
interface WrittenNode {
  readonly proto: NodeProto;
  readonly captured: readonly string[];
  readonly domains: readonly string[];
}

/** A graph inside a node, with the names that it reads of the graph around it. */
export interface NodeBody {
  readonly graph: OnnxBuilder;
  readonly captured: readonly string[];
}

interface Output {
  /** The name that the model shows. */
  readonly name: string;
  /** What it is called inside. */
  readonly source: string;
  readonly type: ValueInfoProto;
}

/**
 * Collects one ONNX model. The same op on the same inputs is written once, whoever asks for it, so that
 * lowerings need not agree on who computes what they share; nodes that no output needs are left out.
 */
export class OnnxBuilder {
  readonly #nodes: WrittenNode[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #constants = new Map<string, string>();
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: Output[] = [];
  readonly #written = new Map<string, readonly string[]>();
  readonly #producers = new Map<string, NodeProto>();
  readonly #names: Names;

  /** `reserved` are the names of inputs and outputs to come, which nodes must not take. */
  constructor(reserved: Iterable<string> | Names) {
    this.#names = reserved instanceof Names ? reserved : new Names(reserved);
  }

  /** A graph that will be the body of a node: its names differ from those around it, as ONNX demands. */
  nested(): OnnxBuilder {
    return new OnnxBuilder(this.#names);
  }

  freshName(base: string): string {
    return this.#names.fresh(base);
  }

  input(name: string, dtype: DType, shape: readonly (number | string)[]): string {
    this.#inputs.push(valueInfo(name, dtype, shape));
    return name;
  }

  output(name: string, source: string, dtype: DType, shape: readonly (number | string)[]): void {
    this.#outputs.push({ name, source, type: valueInfo(name, dtype, shape) });
  }

  /** Writes a node with one output and returns its name. */
  node(opType: string, inputs: readonly string[], attributes: OnnxAttributes = {}, domain = ''): string {
    const [output = ''] = this.nodeWithOutputs(1, opType, inputs, attributes, domain);
    return output;
  }

  /** The node that gives `name`, where one was written. */
  nodeBehind(name: string): NodeProto | undefined {
    return this.#producers.get(name);
  }

  /** Writes a node with `count` outputs and returns their names. */
  nodeWithOutputs(
    count: number,
    opType: string,
    inputs: readonly string[],
    attributes: OnnxAttributes = {},
    domain = '',
  ): readonly string[] {
    const key = JSON.stringify([domain, opType, inputs, attributes, count]);
    const written = this.#written.get(key);
    if (written) return written;
    const output = Array.from({ length: count }, () => this.freshName(opType));
    const attribute = Object.entries(attributes).map(([name, value]) => attributeProto(name, value));
    const proto = { name: output[0] ?? '', opType, domain, input: inputs, output, attribute };
    this.#nodes.push({ proto, captured: [], domains: [domain] });
    for (const name of output) this.#producers.set(name, proto);
    this.#written.set(key, output);
    return output;
  }

  /** Writes a node of the standard domain with a graph inside, and returns the names of its outputs. */
  nodeWithBody(
    count: number,
    opType: string,
    inputs: readonly string[],
    attributes: OnnxAttributes,
    body: NodeBody,
  ): readonly string[] {
    const output = Array.from({ length: count }, () => this.freshName(opType));
    const plain = Object.entries(attributes).map(([name, value]) => attributeProto(name, value));
    const graph = { name: 'body', type: attributeTypes.graph, g: body.graph.#encodeGraph() };
    const attribute = [...plain, graph];
    this.#nodes.push({
      proto: { name: output[0] ?? '', opType, domain: '', input: inputs, output, attribute },
      captured: body.captured,
      domains: ['', ...body.graph.domains()],
    });
    return output;
  }

  /** A 1-D int64 constant: shapes, axes, pads. */
  ints(values: readonly number[]): string {
    return this.#shared(`ints ${values}`, int64s(values));
  }

  /** The same, for many: made only where nothing is known under `key`, which stands for them. */
  manyInts(key: string, make: () => readonly number[]): string {
    return this.#constants.get(key) ?? this.#shared(key, int64s(make()));
  }

  /** A float32 constant of shape []. */
  float(value: number): string {
    return this.#shared(`float ${value}`, floatTensor([], [value]));
  }

  /** A 1-D float32 constant. */
  floats(values: readonly number[]): string {
    return this.#shared(`floats ${values}`, floatTensor([values.length], values));
  }

  /** A tensor constant, under `name` where it should be known by one. */
  tensor({ dtype, shape, data }: Tensor, name = this.freshName('constant')): string {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#initializers.push({ name, dataType: elementTypes[dtype], dims: shape, rawData });
    return name;
  }

  /** Domains of the nodes that the outputs need. */
  domains(): ReadonlySet<string> {
    return new Set(this.#needed().flatMap(({ domains }) => domains));
  }

  encode(): Uint8Array {
    const graph = this.#encodeGraph();
    return encodeModel({
      irVersion: IR_VERSION,
      producerName: 'archway',
      opsetImport: ['', ...[...this.domains()].filter(Boolean)].map((domain) => ({
        domain,
        version: OPSETS[domain] ?? 1,
      })),
      graph,
    });
  }

  #encodeGraph(): GraphProto {
    this.#separateOutputs();
    const renamed = new Map(this.#outputs.map(({ source, name }) => [source, name]));
    const rename = (names: readonly string[]) => names.map((name) => renamed.get(name) ?? name);
    const nodes = this.#needed();
    const read = new Set(nodes.flatMap(readBy));
    return {
      name: 'graph',
      node: nodes.map(({ proto }) => ({
        ...proto,
        input: rename(proto.input),
        output: rename(withoutUnreadLast(proto, read)),
      })),
      initializer: this.#initializers.filter(({ name }) => read.has(name)),
      input: this.#inputs,
      output: this.#outputs.map(({ type }) => type),
    };
  }

  /**
   * Gives each output a node of its own where it would else share one, be an input or a constant, or change a name
   * that a body reads.
   */
  #separateOutputs(): void {
    const free = new Set(this.#nodes.flatMap(({ proto }) => proto.output));
    for (const { captured } of this.#nodes) for (const name of captured) free.delete(name);
    this.#outputs.forEach((output, index) => {
      if (free.delete(output.source)) return;
      const source = this.freshName('Identity');
      const node = { name: source, opType: 'Identity', domain: '', attribute: [] };
      const proto = { ...node, input: [output.source], output: [source] };
      this.#nodes.push({ proto, captured: [], domains: [''] });
      this.#outputs[index] = { ...output, source };
    });
  }

  #needed(): WrittenNode[] {
    const wanted = new Set(this.#outputs.map(({ source }) => source));
    const needed = this.#nodes.toReversed().filter((node) => {
      const isWanted = node.proto.output.some((name) => wanted.has(name));
      if (isWanted) for (const name of readBy(node)) wanted.add(name);
      return isWanted;
    });
    return needed.reverse();
  }

  #shared(key: string, tensor: Tensor): string {
    const name = this.#constants.get(key) ?? this.tensor(tensor);
    this.#constants.set(key, name);
    return name;
  }
}

/** The names of a model and of the graphs inside it. */
class Names {
  readonly #taken: ReadonlySet<string>;
  #count = 0;

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  fresh(base: string): string {
    let name: string;
    do {
      name = `${base}_${this.#count++}`;
    } while (this.#taken.has(name));
    return name;
  }
}

const readBy = ({ proto, captured }: WrittenNode): readonly string[] => [...proto.input, ...captured];

function withoutUnreadLast({ opType, output }: NodeProto, read: ReadonlySet<string>): readonly string[] {
  const last = output.at(-1) ?? '';
  return OPTIONAL_LAST_OUTPUT.has(opType) && output.length > 1 && !read.has(last)
    ? output.slice(0, -1)
    : output;
}

function valueInfo(name: string, dtype: DType, shape: readonly (number | string)[]): ValueInfoProto {
  const dim = shape.map(
    (extent): DimensionProto => (typeof extent === 'number' ? { dimValue: extent } : { dimParam: extent }),
  );
  return { name, type: { tensorType: { elemType: elementTypes[dtype], shape: { dim } } } };
}

function int64s(values: readonly number[]): Tensor {
  return { dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}

function attributeProto(name: string, value: OnnxAttribute): AttributeProto {
  if (typeof value === 'number') return { name, type: attributeTypes.int, i: value };
  if (typeof value === 'string')
    return { name, type: attributeTypes.string, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: attributeTypes.float, f: value.float };
  return { name, type: attributeTypes.ints, ints: value };
}
