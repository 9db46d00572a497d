import { SetMetadata } from '@nestjs/common';
import type { Scope } from './principal.js';

const NEEDED = Symbol('needed scope');

/** The scope that a key must have to reach a handler, or every handler of a class that does not say otherwise. */
export const Needs = (scope: Scope) => SetMetadata(NEEDED, scope);

/** A handler that tells strangers nothing that they may not know. */
export const NeedsNoKey = () => SetMetadata(NEEDED, 'nothing');

export const neededMetadata = NEEDED;
export type Needed = Scope | 'nothing';
