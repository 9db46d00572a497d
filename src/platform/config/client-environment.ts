import { homedir } from 'node:os';
import { join } from 'node:path';

/** Settings of the commands that speak with a server. Login files hold what they have when these are absent. */
export const clientSettings = {
  ARCHWAY_URL: 'server that client commands speak with; http://127.0.0.1:8080 unless logged in elsewhere',
  ARCHWAY_KEY: 'key that client commands send',
} as const;

/** What this process's environment says of the client. */
export function ownClientEnvironment() {
  const { ARCHWAY_URL, ARCHWAY_KEY, XDG_CONFIG_HOME } = process.env;
  return {
    url: ARCHWAY_URL || undefined,
    key: ARCHWAY_KEY || undefined,
    loginFile: join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'archway', 'login.json'),
  };
}
