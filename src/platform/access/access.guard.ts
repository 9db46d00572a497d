import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DomainError } from '../errors/index.js';
import { principalOf } from './caller.js';
import { type Needed, neededMetadata } from './needs.decorator.js';

/** Stands before every resolver, field resolvers included, and every route. A handler that says no need is shut. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly reflector = new Reflector();

  canActivate(context: ExecutionContext): true {
    const places = [context.getHandler(), context.getClass()];
    const needed = this.reflector.getAllAndOverride<Needed | undefined>(neededMetadata, places);
    if (needed === 'nothing') return true;
    const { scopes } = principalOf(context);
    if (needed === undefined)
      throw new Error(`${context.getHandler().name} does not say which scope it needs`);
    if (scopes.has(needed)) return true;
    throw new DomainError('FORBIDDEN', `this needs a key with the scope ${needed}`);
  }
}
