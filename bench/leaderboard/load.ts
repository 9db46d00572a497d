import { Agent, request } from 'node:http';

export interface Operation {
  readonly query: string;
  readonly variables: object;
}

export interface LoadResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/**
 * Clients that each send an operation, wait for its answer, and send the next, until `seconds` are over.
 * @param next the operation number i
 * @throws Error when an answer is an error
 */
export async function load(
  url: string,
  next: (index: number) => Operation,
  clients: number,
  seconds: number,
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times: number[] = [];
  const began = performance.now();
  const end = began + 1000 * seconds;
  let index = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      const operation = next(index++);
      const sent = performance.now();
      await send(url, operation, agent);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const elapsed = (performance.now() - began) / 1000;
  agent.destroy();
  const sorted = times.sort((a, b) => a - b);
  const quantile = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    requests: sorted.length,
    requestsPerSecond: sorted.length / elapsed,
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
  };
}

/** The data of the answer. */
export async function ask<T>(url: string, operation: Operation): Promise<T> {
  const agent = new Agent();
  const { data } = JSON.parse(await send(url, operation, agent)) as { data: T };
  agent.destroy();
  return data;
}

function send(url: string, operation: Operation, agent: Agent): Promise<string> {
  const body = JSON.stringify(operation);
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode === 200 && !text.startsWith('{"errors"')) resolve(text);
        else reject(new Error(`the server answered ${response.statusCode}: ${text.slice(0, 500)}`));
      });
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}
