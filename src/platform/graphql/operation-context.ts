import DataLoader from 'dataloader';
import type { Principal, ProjectId, WithPrincipal } from '../access/index.js';

type BatchLoad<K, V> = (keys: readonly K[], projectId: ProjectId) => Promise<readonly V[]>;

/** Lives as long as one operation: its loaders gather the keys of a whole list into one statement. */
export class OperationContext implements WithPrincipal {
  private readonly loaders = new Map<object, unknown>();

  constructor(readonly principal: Principal) {}

  /** The operation's loader for `load`, which must be the same function at each call. */
  loader<K, V>(load: BatchLoad<K, V>): DataLoader<K, V> {
    const known = this.loaders.get(load);
    if (known) return known as DataLoader<K, V>;
    const loader = new DataLoader<K, V>((keys) => load(keys, this.principal.projectId));
    this.loaders.set(load, loader);
    return loader;
  }
}
