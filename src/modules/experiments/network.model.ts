import { Extensions, Field, Float, Int, ObjectType } from '@nestjs/graphql';
import type { LayerGraph } from '../../nas/network/index.js';
import { JsonScalar } from '../../platform/graphql/index.js';

@ObjectType('NetworkLayer', { description: 'An operation at its place in a network' })
export class NetworkLayerModel {
  @Field(() => String, { description: 'Names it within the network' })
  id!: string;

  @Field(() => String, { description: 'What it does, e.g. convolution, batchNorm, add' })
  operation!: string;

  @Field(() => [String], { description: 'Ids of the layers that it takes, or image' })
  inputs!: string[];

  @Field(() => JsonScalar, { description: 'What else the operation has, e.g. filters, kernel, strides' })
  settings!: unknown;

  @Field(() => [Int], {
    description: 'Of one example: channels, height and width of a map, or the length of a vector',
  })
  outputShape!: number[];

  @Field(() => Float, { description: 'Trainable numbers' })
  parameters!: number;

  @Field(() => Float, { description: 'Of one forward pass of one example, 2 per multiply-add' })
  flops!: number;
}

@ObjectType('NetworkGraph', {
  description: 'A network as a graph of layers; the output of the last are the logits',
})
export class NetworkGraphModel {
  @Field(() => [Int], { description: 'Channels, height and width of an image' })
  inputShape!: number[];

  @Field(() => Int, { description: 'Classes that it tells apart' })
  classes!: number;

  @Extensions({ listSize: 200 })
  @Field(() => [NetworkLayerModel], {
    description: 'In topological order: what a layer takes comes before it',
  })
  layers!: NetworkLayerModel[];
}

export function toNetworkGraph({ input, classes, layers }: LayerGraph): NetworkGraphModel {
  return {
    inputShape: [input.channels, input.height, input.width],
    classes,
    layers: layers.map(({ id, operation, inputs, outputShape, parameters, flops, ...settings }) => ({
      id,
      operation,
      inputs: [...inputs],
      settings,
      outputShape: [...outputShape],
      parameters,
      flops,
    })),
  };
}
