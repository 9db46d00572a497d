import { Field, ObjectType } from '@nestjs/graphql';
import { DomainError } from '../errors/index.js';

@ObjectType({
  description: 'Why a mutation did nothing: an outcome to be expected, to be shown to the person who asked',
})
export class UserError {
  @Field(() => String, { description: 'INVALID_INPUT, NOT_FOUND, CONFLICT or QUOTA_EXCEEDED' })
  code!: string;

  @Field(() => String, { description: 'What is wrong and what would be right' })
  message!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The part of the input that is meant, e.g. space.filters[2]',
  })
  field!: string | null;
}

const EXPECTED = new Set(['INVALID_INPUT', 'NOT_FOUND', 'CONFLICT', 'QUOTA_EXCEEDED']);

/** Runs a mutation and turns the outcomes that a client must expect into data. Others go on as errors. */
export async function withUserErrors<T extends object>(
  work: () => Promise<T>,
): Promise<Partial<T> & { userErrors: UserError[] }> {
  try {
    return { ...(await work()), userErrors: [] };
  } catch (error) {
    if (!(error instanceof DomainError) || !EXPECTED.has(error.code)) throw error;
    const { code, message, problems } = error;
    const userErrors = problems.map((problem) => ({ code, message: problem.message, field: problem.field }));
    const empty: Partial<T> = {};
    return { ...empty, userErrors: userErrors.length > 0 ? userErrors : [{ code, message, field: null }] };
  }
}
