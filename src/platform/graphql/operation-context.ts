import DataLoader from 'dataloader';

type BatchLoad<K, V> = (keys: readonly K[]) => Promise<readonly V[]>;

/** Lives as long as one operation: its loaders gather the keys of a whole list into one statement. */
export class OperationContext {
  private readonly loaders = new Map<object, unknown>();

  /** The operation's loader for `load`, which must be the same function at each call. */
  loader<K, V>(load: BatchLoad<K, V>): DataLoader<K, V> {
    const known = this.loaders.get(load);
    if (known) return known as DataLoader<K, V>;
    const loader = new DataLoader<K, V>(load);
    this.loaders.set(load, loader);
    return loader;
  }
}
