import type { ArchwayClient } from '../archway-client.js';
import { ArchwayError, refuseUserErrors } from '../archway-error.js';
import {
  ApiKeysDocument,
  type ApiKeysQuery,
  CreateApiKeyDocument,
  type KeyFragment,
  RevokeApiKeyDocument,
  RotateApiKeyDocument,
} from '../generated/operations.js';
import { type CreateKeyFlags, keyLine, readKeyFlags, readOverlap } from './key-flags.js';
import { print, say } from './output.js';

const PAGE_SIZE = 500;

/** Prints every key of the project of the key in use. */
export async function listKeys(client: ArchwayClient): Promise<void> {
  for (let after: string | null = null; ; ) {
    const { apiKeys }: ApiKeysQuery = await client.request(ApiKeysDocument, { first: PAGE_SIZE, after });
    for (const { node } of apiKeys.edges) print(keyLine(node));
    if (!apiKeys.pageInfo.hasNextPage) return;
    after = apiKeys.pageInfo.endCursor;
  }
}

/** Prints the secret alone to standard output, this once. */
export async function createKey(client: ArchwayClient, flags: CreateKeyFlags): Promise<void> {
  const { expiresAt, ...key } = readKeyFlags(flags);
  const input = {
    ...key,
    expiresAt: expiresAt?.toISOString() ?? null,
    clientMutationId: crypto.randomUUID(),
  };
  const { createApiKey } = await client.request(CreateApiKeyDocument, { input });
  printIssued(createApiKey, 'Key');
}

/** The same for the new secret of a key. */
export async function rotateKey(
  client: ArchwayClient,
  id: string,
  { overlapSeconds }: { overlapSeconds: string },
): Promise<void> {
  const input = { id, overlapSeconds: readOverlap(overlapSeconds), clientMutationId: crypto.randomUUID() };
  const { rotateApiKey } = await client.request(RotateApiKeyDocument, { input });
  printIssued(rotateApiKey, 'New secret of key');
}

export async function revokeKey(client: ArchwayClient, id: string): Promise<void> {
  const { revokeApiKey } = await client.request(RevokeApiKeyDocument, { input: { id } });
  refuseUserErrors(revokeApiKey.userErrors);
  print(`Revoked: ${id}`);
}

interface Issued {
  readonly apiKey: KeyFragment | null;
  readonly secret: string | null;
  readonly userErrors: Parameters<typeof refuseUserErrors>[0];
}

function printIssued({ apiKey, secret, userErrors }: Issued, what: string): void {
  refuseUserErrors(userErrors);
  if (!apiKey || secret === null) {
    throw new ArchwayError(
      'INTERNAL',
      `the secret was lost on the way: rotate key ${apiKey?.id ?? ''} once more`,
    );
  }
  say(`${what} ${apiKey.id} (${apiKey.scopes.join(', ')}), shown this once:`);
  print(secret);
}
