import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<string>();

/** The id that ties together a request, the jobs it caused and their child processes. */
export const correlationId = (): string | undefined => storage.getStore();

/** Runs `work` so that every log line within carries `id`. */
export const withCorrelation = <T>(id: string, work: () => T): T => storage.run(id, work);
