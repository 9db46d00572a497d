import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { DomainError } from '../errors/index.js';
import { encodeCursor } from './cursor.js';

const MAXIMUM_PAGE_SIZE = 500;

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: `Length of the page, 1 to ${MAXIMUM_PAGE_SIZE}` })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The endCursor of the page before' })
  after?: string | null;
}

@ObjectType({ description: 'Where a page ends, and whether the list goes on' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is a further page' })
  hasNextPage!: boolean;

  @Field(() => String, { nullable: true, description: 'What to pass as `after` for the next page' })
  endCursor!: string | null;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly pageInfo: PageInfo;
}

/** @throws DomainError INVALID_INPUT when the page is empty or too long. */
export function pageSize(first: number): number {
  if (first >= 1 && first <= MAXIMUM_PAGE_SIZE) return first;
  const message = `must be from 1 to ${MAXIMUM_PAGE_SIZE}`;
  throw new DomainError('INVALID_INPUT', `first: ${message}`, [{ field: 'first', message }]);
}

/**
 * A page of rows of which one more than `size` was read, so as to know whether the list goes on.
 * @param keyOf the row's whole sort key
 */
export function toConnection<R, T>(
  rows: readonly R[],
  size: number,
  keyOf: (row: R) => readonly unknown[],
  nodeOf: (row: R) => T,
): Connection<T> {
  const edges = rows.slice(0, size).map((row) => ({ cursor: encodeCursor(keyOf(row)), node: nodeOf(row) }));
  return {
    edges,
    pageInfo: { hasNextPage: rows.length > size, endCursor: edges.at(-1)?.cursor ?? null },
  };
}

/** The GraphQL types of a Relay connection over `node`. */
export function connectionType<T extends object>(node: abstract new () => T, name: string) {
  @ObjectType(`${name}Edge`, { description: `A ${name} in a list, and its place there` })
  class EdgeType {
    @Field(() => String, { description: 'The place in the list' })
    cursor!: string;

    @Field(() => node, { description: `The ${name}` })
    node!: T;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}s` })
  class ConnectionType {
    @Field(() => [EdgeType], { description: 'The items of this page, in order' })
    edges!: EdgeType[];

    @Field(() => PageInfo, { description: 'Where this page ends' })
    pageInfo!: PageInfo;
  }

  return ConnectionType;
}
