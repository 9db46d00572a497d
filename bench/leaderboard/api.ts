import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const PEER = fileURLToPath(new URL('./bare-apollo.js', import.meta.url));

/** A process that answers GraphQL. */
export interface GraphqlProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const environment = (databaseUrl: string) => ({
  PATH: process.env.PATH,
  DATABASE_URL: databaseUrl,
  ARCHWAY_LOG_LEVEL: 'error',
  // One client stands for many here.
  ARCHWAY_REQUESTS_PER_MINUTE: '0',
  NODE_ENV: 'production',
});

export async function migrate(databaseUrl: string): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, 'migrate'], {
    env: environment(databaseUrl),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`archway migrate ended with exit code ${code}`);
}

/** `archway api` on the database, as a team would run it. */
export const startApi = (databaseUrl: string): Promise<GraphqlProcess> =>
  started(
    spawn(process.execPath, [PROGRAM, 'api', '--port', '0'], {
      env: environment(databaseUrl),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  );

/** The peer: Apollo Server and nothing else. */
export const startBareApollo = (): Promise<GraphqlProcess> =>
  started(
    spawn(process.execPath, [PEER], {
      env: { PATH: process.env.PATH, NODE_ENV: 'production' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  );

async function started(child: ChildProcess): Promise<GraphqlProcess> {
  const [{ url }] = (await once(child, 'message')) as [{ readonly url: string }];
  return {
    url: url.endsWith('/graphql') ? url : `${url.replace(/\/$/, '')}/graphql`,
    pid: child.pid ?? 0,
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
