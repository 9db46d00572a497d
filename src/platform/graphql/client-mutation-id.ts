import { Field } from '@nestjs/graphql';

/** The field by which a client names a mutation, so that it can send it again. */
export const ClientMutationId = () =>
  Field(() => String, {
    nullable: true,
    description:
      'Your name for this mutation, up to 200 characters. Sent again with the same input it is not carried out again, and ' +
      'is answered with what the first made; with another input it is refused as CONFLICT.',
  });
