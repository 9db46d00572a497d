import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

@ObjectType('Artifact', { description: 'A file that a trial left behind' })
export class ArtifactModel {
  @Field(() => ID, { description: 'UUIDv7' })
  id!: string;

  @Field(() => String, { description: 'File name, e.g. model.onnx' })
  name!: string;

  @Field(() => String, { description: 'Media type' })
  mediaType!: string;

  @Field(() => String, { description: 'SHA-256 of the content, in hex' })
  sha256!: string;

  @Field(() => Int, { description: 'Length of the content in bytes' })
  bytes!: number;

  @Field(() => String, { description: 'Path on this server that the content is fetched from' })
  path!: string;
}
