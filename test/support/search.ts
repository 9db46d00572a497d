import { GraphQLClient } from '../../src/client/graphql-client.js';
import { eventually } from './eventually.js';

interface Session {
  readonly id: string;
  readonly state: string;
  readonly stopReason: string | null;
  readonly error: string | null;
  readonly trialCounts: Readonly<
    Record<'queued' | 'running' | 'succeeded' | 'earlyStopped' | 'failed' | 'cancelled' | 'cached', number>
  >;
  readonly policyUpdates: readonly { readonly version: number; readonly baseline: number | null }[];
  readonly winner: {
    readonly testAccuracy: number;
    readonly artifacts: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
  } | null;
  readonly control: Session | null;
}

export interface Trial {
  readonly number: number;
  readonly purpose: string;
  readonly state: string;
  readonly attempt: number;
  readonly epoch: number;
  readonly validationAccuracy: number | null;
  readonly reward: number | null;
  readonly architecture: { readonly hash: string };
}

const SESSION_FIELDS = `
  id state stopReason error
  trialCounts { queued running succeeded earlyStopped failed cancelled cached }
  policyUpdates { version baseline }
  winner { testAccuracy artifacts { path sha256 bytes } }`;

/** A quarter of a second a trial on one thread. */
export const quickDefinition = {
  name: 'quick',
  dataSet: { name: 'digits' },
  space: { kind: 'cnn-chain', layers: 2, filterHeights: [1, 3], filterWidths: [1, 3], filters: [4, 8] },
  recipe: { epochs: 3 },
};

/** Seconds a trial: something that can be interrupted. */
export const slowDefinition = { ...quickDefinition, name: 'slow', recipe: { epochs: 1000 } };

/** What a test does as a client. */
export class SearchClient {
  readonly api: GraphQLClient;

  constructor(readonly url: string) {
    this.api = new GraphQLClient(url);
  }

  async start(definition: object, search: object): Promise<string> {
    const { createExperiment } = await this.api.request<{ createExperiment: { experiment: { id: string } } }>(
      'mutation ($definition: JSON!) { createExperiment(input: { definition: $definition }) { experiment { id } } }',
      { definition },
    );
    const input = { experimentId: createExperiment.experiment.id, control: false, seed: '1', ...search };
    const { startSearchSession } = await this.api.request<{
      startSearchSession: { searchSession: { id: string } };
    }>(
      'mutation ($input: StartSearchSessionInput!) { startSearchSession(input: $input) { searchSession { id } } }',
      { input },
    );
    return startSearchSession.searchSession.id;
  }

  async session(id: string): Promise<Session> {
    const { searchSession } = await this.api.request<{ searchSession: Session }>(
      `query ($id: ID!) { searchSession(id: $id) { ${SESSION_FIELDS} control { ${SESSION_FIELDS} } } }`,
      { id },
    );
    return searchSession;
  }

  async trials(sessionId: string): Promise<Trial[]> {
    const { trials } = await this.api.request<{ trials: { edges: { node: Trial }[] } }>(
      `query ($sessionId: ID!) { trials(sessionId: $sessionId, first: 500) { edges { node {
         number purpose state attempt epoch validationAccuracy reward architecture { hash } } } } }`,
      { sessionId },
    );
    return trials.edges.map(({ node }) => node);
  }

  async finished(id: string, timeoutMs = 60_000): Promise<Session> {
    return eventually(
      async () => {
        const session = await this.session(id);
        return ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(session.state) && session;
      },
      { timeoutMs, what: `session ${id} to end` },
    );
  }

  /** The first trial of the session that satisfies `test`. */
  async trial(sessionId: string, what: string, test: (trial: Trial) => boolean): Promise<Trial> {
    return eventually(async () => (await this.trials(sessionId)).find(test), { timeoutMs: 30_000, what });
  }
}
