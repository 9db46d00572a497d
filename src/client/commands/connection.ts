import { ArchwayClient, type Connection } from '../archway-client.js';
import { readLogin } from './login-file.js';

/** What the environment says of the client. */
export interface ClientEnvironment {
  readonly url: string | undefined;
  readonly key: string | undefined;
  /** Where `archway login` keeps server and key. */
  readonly loginFile: string;
}

export const DEFAULT_SERVER = 'http://127.0.0.1:8080';

/**
 * The server and the key that a command uses: its flag, then the environment, then the login.
 * The key of a login goes to the server of the login only.
 */
export function connectionOf(environment: ClientEnvironment, server: string | undefined): Connection {
  const login = readLogin(environment.loginFile);
  const url = server ?? environment.url ?? login?.url ?? DEFAULT_SERVER;
  const isOfLogin = login !== null && new URL(login.url).origin === new URL(url).origin;
  return { url, key: environment.key ?? (isOfLogin ? login.key : undefined) };
}

export const clientOf = (environment: ClientEnvironment, server: string | undefined): ArchwayClient =>
  new ArchwayClient(connectionOf(environment, server));
