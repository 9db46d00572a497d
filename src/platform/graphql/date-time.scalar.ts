import { type CustomScalar, Scalar } from '@nestjs/graphql';
import { GraphQLError, Kind, type ValueNode } from 'graphql';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** The package's own DateTime takes anything that `new Date` takes; this one takes RFC 3339 and nothing else. */
@Scalar('DateTime', () => Date)
export class DateTimeScalar implements CustomScalar<string, Date> {
  readonly description = 'An instant as in RFC 3339, in UTC when we write it: 2026-11-24T09:30:00.000Z';

  serialize(value: unknown): string {
    if (value instanceof Date) return value.toISOString();
    throw new GraphQLError('DateTime must be written from a Date');
  }

  parseValue(value: unknown): Date {
    if (typeof value !== 'string' || !RFC_3339.test(value) || Number.isNaN(Date.parse(value))) {
      throw new GraphQLError('must be an RFC 3339 instant such as 2026-11-24T09:30:00Z');
    }
    return new Date(value);
  }

  parseLiteral(node: ValueNode): Date {
    return this.parseValue(node.kind === Kind.STRING ? node.value : undefined);
  }
}
