import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findRunningServer, type ReadyServer, type RunningServer } from './adoption.js';
import { type BinarySearch, chooseBinaries } from './binaries.js';
import { createCluster } from './cluster.js';
import { clusterVersion, type DataFolder, openDataFolder } from './data-folder.js';
import { connectionUrl } from './database.js';
import { Deadline } from './deadline.js';
import { EmbeddedPostgresError } from './errors.js';
import { clusterHolder } from './postmaster-pid.js';
import { choosePort, rememberPort } from './server-port.js';
import { type ServerProcess, startServerProcess } from './server-process.js';
import { serverUserFor } from './server-user.js';

const START_TIMEOUT_SECONDS = 120;
/** For which a server waits for the port of its predecessor, before it moves to another one. */
const PORT_PATIENCE_MILLISECONDS = 10_000;
const ADOPTED_POLL_MILLISECONDS = 200;

export interface EmbeddedPostgresOptions {
  /** The launcher's own folder (cluster, password); created when absent. */
  readonly dataFolder: string;
  /** Database to create and to point `url` at; 'archway' when absent. */
  readonly database?: string;
  /** Receives each line that a server which we started logs. */
  readonly log?: (line: string) => void;
  readonly environment?: BinarySearch;
}

export interface EmbeddedPostgres {
  /** postgres://user:password@127.0.0.1:port/database */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Major version of the server. */
  readonly version: number;
  /** True when another process of ours had started the server. */
  readonly adopted: boolean;
  readonly dataFolder: string;
  /** Ends a server that this call started, and with it every connection to it; leaves an adopted one running. */
  stop(): Promise<void>;
  /** Resolves when a server that this call started is gone; never for an adopted one. */
  readonly exited: Promise<void>;
  /** Resolves when the server is gone, whoever started it, or the signal is aborted. */
  gone(signal: AbortSignal): Promise<void>;
}

type Options = Required<Omit<EmbeddedPostgresOptions, 'dataFolder'>>;

/**
 * Starts the Postgres server of a data folder, or adopts the one that another process of ours runs on it. The server
 * listens on the loopback interface only and ends with the process that started it.
 *
 * @throws EmbeddedPostgresError
 */
export async function startEmbeddedPostgres({
  dataFolder,
  database = 'archway',
  log = () => undefined,
  environment = {},
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const options = { database, log, environment };
  const data = await openDataFolder(path.resolve(dataFolder));
  const version = await ensureCluster(data, environment);
  const deadline = new Deadline(START_TIMEOUT_SECONDS);
  const patientUntil = performance.now() + PORT_PATIENCE_MILLISECONDS;
  for (;;) {
    const running = await findRunningServer(data, database);
    if (running.state === 'ready') return describe(data, database, version, running);
    const patient = performance.now() < patientUntil;
    const port = running.state === 'none' ? await choosePort(data, patient) : undefined;
    const server = port && (await startServer(data, version, port, options, deadline));
    if (server) return describe(data, database, version, server.ready, server.process);
    // Another process of ours starts or ends its server on this folder, or the port is taken: wait, and then adopt it or start anew.
    await deadline.pause(() => waitedInVain(data, running));
  }
}

/** @returns the major version of the cluster, made here if there was none */
async function ensureCluster(data: DataFolder, environment: BinarySearch): Promise<number> {
  const existing = await clusterVersion(data);
  if (existing !== undefined) return existing;
  const user = await serverUserFor(data.cluster);
  const { folder } = await chooseBinaries(undefined, user, environment);
  return createCluster(data, folder, user);
}

/** Starts a server; undefined when another one holds the folder or took the port. */
async function startServer(
  data: DataFolder,
  version: number,
  port: number,
  { database, log, environment }: Options,
  deadline: Deadline,
): Promise<{ ready: ReadyServer; process: ServerProcess } | undefined> {
  const user = await serverUserFor(data.cluster);
  const { folder: bin } = await chooseBinaries(version, user, environment);
  const { cluster } = data;
  const process = await startServerProcess({
    bin,
    cluster,
    port,
    user,
    PATH: environment.PATH,
    log,
  });
  try {
    const ready = await untilReady(process, data, database, deadline);
    if (ready) await rememberPort(data, ready.connection.port);
    return ready && { ready, process };
  } catch (error) {
    process.signal('SIGQUIT');
    await process.exited;
    throw error;
  }
}

async function untilReady(
  server: ServerProcess,
  data: DataFolder,
  database: string,
  deadline: Deadline,
): Promise<ReadyServer | undefined> {
  for (;;) {
    if (server.hasExited()) {
      if (lostARace(server.lastLines())) return undefined;
      throw startFailed(`the server on ${data.cluster} ended before it was ready`, server);
    }
    const running = await findRunningServer(data, database);
    if (running.state === 'ready' && running.pid === server.pid) return running;
    await deadline.pause(() =>
      startFailed(`waited ${START_TIMEOUT_SECONDS} s in vain for the server on ${data.cluster}`, server),
    );
  }
}

/** SQLSTATE F0001: another server, or what a killed one leaves for a moment, still holds the folder. */
function lostARace(log: string): boolean {
  return /\bF0001 FATAL\b/.test(log) || /could not bind .*Address already in use/.test(log);
}

function startFailed(problem: string, server: ServerProcess): EmbeddedPostgresError {
  return new EmbeddedPostgresError('START_FAILED', `${problem}; it logged last:\n${server.lastLines()}`);
}

function waitedInVain({ cluster }: DataFolder, running: RunningServer): EmbeddedPostgresError {
  const what =
    running.state === 'busy'
      ? `the server with pid ${running.pid} on ${cluster} to become ready or to end (${running.reason})`
      : `another server to let go of ${cluster}`;
  return new EmbeddedPostgresError('START_FAILED', `waited ${START_TIMEOUT_SECONDS} s in vain for ${what}`);
}

function describe(
  data: DataFolder,
  database: string,
  version: number,
  { pid, connection }: ReadyServer,
  server?: ServerProcess,
): EmbeddedPostgres {
  return {
    url: connectionUrl(connection, database),
    port: connection.port,
    pid,
    version,
    adopted: server === undefined,
    dataFolder: data.folder,
    stop: async () => server?.stop(),
    exited: server?.exited ?? new Promise<void>(() => undefined),
    gone: (signal) => untilGone(data, pid, server, signal),
  };
}

/** Nothing tells of the end of another process's child: it has to be looked at. */
async function untilGone(
  { cluster }: DataFolder,
  pid: number,
  server: ServerProcess | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const aborted = once(signal, 'abort');
  if (server) return void (await Promise.race([server.exited, aborted]));
  const holds = async () => (await clusterHolder(cluster))?.pid === pid;
  while (!signal.aborted && (await holds())) {
    await pause(ADOPTED_POLL_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  }
}
