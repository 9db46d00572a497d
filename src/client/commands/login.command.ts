import { createInterface } from 'node:readline';
import { ArchwayClient, type Connection } from '../archway-client.js';
import { ArchwayError } from '../archway-error.js';
import { ProjectDocument } from '../generated/operations.js';
import { type ClientEnvironment, connectionOf } from './connection.js';
import { removeLogin, writeLogin } from './login-file.js';
import { print, say } from './output.js';

/** Stores a server and a key after the server has taken them. An empty key is none. */
export async function login(environment: ClientEnvironment, server: string | undefined): Promise<void> {
  const { url } = connectionOf(environment, server);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new ArchwayError(
      'INVALID_INPUT',
      `${url} is not the address of a server, such as http://127.0.0.1:8080`,
    );
  }
  const key = environment.key ?? (await readKey(`Key for ${url} (empty where it needs none): `));
  const connection: Connection = key === '' ? { url } : { url, key };
  const { project } = await new ArchwayClient(connection).request(ProjectDocument, {});
  writeLogin(environment.loginFile, connection);
  print(`Logged in at ${url}, project ${project.name}`);
}

export function logout({ loginFile }: ClientEnvironment): void {
  removeLogin(loginFile);
  print('Logged out');
}

/** A line of standard input; on a terminal it is not shown. */
async function readKey(question: string): Promise<string> {
  const { stdin } = process;
  if (stdin.isTTY) process.stderr.write(question);
  const lines = createInterface({ input: stdin, terminal: stdin.isTTY });
  try {
    for await (const line of lines) return line.trim();
    return '';
  } finally {
    lines.close();
    if (stdin.isTTY) say('');
  }
}
