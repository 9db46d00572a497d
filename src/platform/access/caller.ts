import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '../errors/index.js';
import type { Principal } from './principal.js';

/** A request whose sender is known, or the context of a GraphQL operation. */
export interface WithPrincipal {
  principal?: Principal;
}

/** @throws DomainError UNAUTHENTICATED when nobody has said who asks. */
export function principalOf(context: ExecutionContext): Principal {
  const isGraphql = context.getType<'http' | 'graphql'>() === 'graphql';
  const bearer = isGraphql
    ? context.getArgByIndex<WithPrincipal>(2)
    : context.switchToHttp().getRequest<WithPrincipal>();
  if (bearer.principal) return bearer.principal;
  throw new DomainError('UNAUTHENTICATED', 'a key is needed: send it as "Authorization: Bearer aw_..."');
}

/** The principal who asks, as a parameter of a resolver or of a controller. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  principalOf(context),
);
