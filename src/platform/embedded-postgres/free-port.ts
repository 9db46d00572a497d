import { createServer } from 'node:net';

/** A port of the loopback interface that nothing listens on now; another process may take it before we do. */
export async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === undefined) throw new Error('no port of the loopback interface is free');
  return port;
}

/** Whether nothing listens on this port of the loopback interface now. */
export const isFreePort = async (port: number): Promise<boolean> => (await listenOnce(port)) !== undefined;

/** @returns the port that could be listened on; undefined when it is taken */
function listenOnce(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : undefined;
      server.close(() => resolve(port));
    });
  });
}
