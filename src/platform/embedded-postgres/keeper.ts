import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedPostgresError } from './errors.js';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './launcher.js';

/** Between two failures in a row; it doubles up to the longest. */
const SHORTEST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 5000;
const FAILURES_IN_A_ROW = 8;
/** A server that ends sooner than this has failed, even though it was ready. */
const FAILED_WITHIN_MILLISECONDS = 10_000;

export type KeeperEvent =
  | { readonly kind: 'ended'; readonly pid: number }
  | { readonly kind: 'not-started'; readonly error: unknown }
  | {
      readonly kind: 'runs-again';
      readonly pid: number;
      readonly adopted: boolean;
      readonly milliseconds: number;
    };

export interface KeeperOptions extends EmbeddedPostgresOptions {
  readonly onEvent?: (event: KeeperEvent) => void;
}

/** A server that is started again, at the same address, whenever it ends without having been told to. */
export interface KeptPostgres
  extends Pick<EmbeddedPostgres, 'url' | 'port' | 'version' | 'adopted' | 'dataFolder'> {
  /** Resolves with the reason when there will be no server at `url` any more. */
  readonly lost: Promise<EmbeddedPostgresError>;
  /** Keeps the server no longer, and ends it if this process started it. */
  stop(): Promise<void>;
}

/**
 * Starts or adopts the server of a data folder and keeps it up: whichever of the processes that use it first finds it
 * gone starts it again, and the others adopt that one. Connections break meanwhile, and can be made anew.
 *
 * @throws EmbeddedPostgresError when the first start fails
 */
export async function keepEmbeddedPostgres(options: KeeperOptions): Promise<KeptPostgres> {
  const first = await startEmbeddedPostgres(options);
  const keeper = new Keeper(options, first);
  const { url, port, version, adopted, dataFolder } = first;
  return { url, port, version, adopted, dataFolder, lost: keeper.lost, stop: () => keeper.stop() };
}

class Keeper {
  readonly lost: Promise<EmbeddedPostgresError>;
  private readonly stopping = new AbortController();
  private readonly ended: Promise<void>;
  private failures = 0;

  constructor(
    private readonly options: KeeperOptions,
    private server: EmbeddedPostgres,
  ) {
    const kept = this.keep();
    this.ended = kept.then(() => undefined);
    this.lost = kept.then((reason) => reason ?? new Promise<never>(() => undefined));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
    await this.server.stop();
  }

  /** @returns why the server is lost; nothing when it was stopped */
  private async keep(): Promise<EmbeddedPostgresError | undefined> {
    const { url } = this.server;
    for (;;) {
      const began = performance.now();
      await this.server.gone(this.stopping.signal);
      if (this.stopping.signal.aborted) return undefined;
      const ended = performance.now();
      this.tell({ kind: 'ended', pid: this.server.pid });
      this.failures = ended - began < FAILED_WITHIN_MILLISECONDS ? this.failures + 1 : 0;
      const error = await this.startAgain();
      if (error || this.stopping.signal.aborted) return error;
      const { pid, adopted } = this.server;
      this.tell({ kind: 'runs-again', pid, adopted, milliseconds: performance.now() - ended });
      if (this.server.url !== url) return movedTo(this.server);
    }
  }

  /** @returns why there is no server, unless there is one or none is wanted */
  private async startAgain(): Promise<EmbeddedPostgresError | undefined> {
    for (;;) {
      if (this.failures > FAILURES_IN_A_ROW) return gaveUp(this.options.dataFolder);
      await this.pause();
      if (this.stopping.signal.aborted) return undefined;
      try {
        this.server = await startEmbeddedPostgres(this.options);
        return undefined;
      } catch (error) {
        this.failures += 1;
        this.tell({ kind: 'not-started', error });
      }
    }
  }

  private async pause(): Promise<void> {
    if (this.failures === 0) return;
    const milliseconds = SHORTEST_PAUSE_MILLISECONDS * 2 ** (this.failures - 1);
    await pause(Math.min(milliseconds, LONGEST_PAUSE_MILLISECONDS), undefined, {
      signal: this.stopping.signal,
    }).catch(() => undefined);
  }

  private tell(event: KeeperEvent): void {
    this.options.onEvent?.(event);
  }
}

const gaveUp = (dataFolder: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    'START_FAILED',
    `the server on ${dataFolder} ended or could not be started more than ${FAILURES_IN_A_ROW} times in a row: see what it logged before`,
  );

const movedTo = ({ dataFolder, port }: EmbeddedPostgres): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    'START_FAILED',
    `the server on ${dataFolder} runs on another port now, ${port}, as another program has taken the old one: start this process again`,
  );
