import {
  classifier,
  IMAGE,
  joinMaps,
  type LayerGraph,
  LayerGraphBuilder,
  type NetworkInput,
  type Operation,
} from '../../network/index.js';
import type { ResolvedNode, ResolvedStep } from './resolve.js';

/** The template's layers, then the mean of each map and a dense layer. */
export function customNetwork(nodes: readonly ResolvedNode[], input: NetworkInput): LayerGraph {
  const builder = new LayerGraphBuilder(input);
  classifier(builder, addSequence(builder, 'network', nodes, IMAGE));
  return builder.build();
}

function addSequence(
  builder: LayerGraphBuilder,
  name: string,
  nodes: readonly ResolvedNode[],
  input: string,
): string {
  return nodes.reduce((top, node, index) => addNode(builder, `${name}.${index}`, node, top), input);
}

function addNode(builder: LayerGraphBuilder, name: string, node: ResolvedNode, input: string): string {
  switch (node.layer) {
    case 'sum':
    case 'concat': {
      const ends = node.branches.map((branch, index) =>
        addSequence(builder, `${name}.${index}`, branch, input),
      );
      return joinMaps(builder, name, node.layer, ends);
    }
    case 'steps':
      return addSteps(builder, name, node.join, node.steps, input);
    default:
      return builder.add(name, operationOf(node), [input]);
  }
}

function addSteps(
  builder: LayerGraphBuilder,
  name: string,
  how: 'sum' | 'concat',
  steps: readonly ResolvedStep[],
  input: string,
): string {
  const outputs = [input];
  for (const [step, { from, nodes }] of steps.entries()) {
    const sources = [step, ...from].flatMap((source) => outputs[source] ?? []);
    const joined = joinMaps(builder, `${name}.${step}.input`, how, sources);
    outputs.push(addSequence(builder, `${name}.${step}`, nodes, joined));
  }
  return outputs.at(-1) ?? input;
}

type Leaf = Exclude<ResolvedNode, { layer: 'sum' | 'concat' | 'steps' }>;

function operationOf(node: Leaf): Operation {
  switch (node.layer) {
    case 'convolution':
      return { operation: 'convolution', filters: node.filters, ...sliding(node), padding: 'same' };
    case 'depthwiseConvolution':
      return {
        operation: 'depthwiseConvolution',
        multiplier: node.multiplier,
        ...sliding(node),
        padding: 'same',
      };
    case 'maxPool':
    case 'averagePool': {
      const { layer, window, stride, padding } = node;
      return { operation: layer, window: [window, window], strides: [stride, stride], padding };
    }
    default:
      return { operation: node.layer };
  }
}

const sliding = ({ kernel, stride }: { readonly kernel: number; readonly stride: number }) =>
  ({ kernel: [kernel, kernel], strides: [stride, stride] }) as const;
