export { AccessGuard } from './access.guard.js';
export { Caller, type WithPrincipal } from './caller.js';
export { Needs, NeedsNoKey } from './needs.decorator.js';
export { DEFAULT_PROJECT, type Principal, type ProjectId, type Scope, scopes } from './principal.js';
