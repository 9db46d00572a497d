import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createSpace, isNormal } from '../../src/nas/space/index.js';
import { evaluateWaiting, project, startSession, success } from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const services = await openServices(await openTestDatabase());
const file = new URL('../../examples/custom-space.json', import.meta.url);
const { experiment: example } = JSON.parse(readFileSync(file, 'utf8'));

const order = {
  name: 'createExperiment',
  by: { projectId: project, keyId: null },
  input: { definition: example, clientMutationId: 'custom' },
};

it('an experiment on a custom space is stored once, and searched', async () => {
  const { id, definition } = await services.experiments.create(project, example, order);
  // The database keeps no order of keys: the alternatives of a choice must not depend on it.
  expect((await services.experiments.create(project, example, order)).id).toBe(id);
  const space = createSpace(definition.space);

  const session = await startSession(services, id, { maxTrials: 24, options: { batchSize: 8 } });
  for (let step = 0; step < 8; step += 1) {
    await services.advancing.advance(session.id);
    await evaluateWaiting(services, session.id, () => success(0.5));
  }
  const { standings } = await services.leaderboards.page(project, { sessionId: session.id, first: 100 });
  expect(standings.length).toBeGreaterThan(10);
  for (const { standing } of standings) {
    const { hash, tokens = [] } = standing.architecture;
    expect(isNormal(space, tokens)).toBe(true);
    expect(space.canonicalHash(tokens)).toBe(hash);
  }
});

it.each([
  [
    'a space without networks',
    { kind: 'custom', decisions: [{ name: 'a', choices: [1, 2] }] },
    /^a space of decisions says nothing about networks/,
  ],
  [
    'a space of which a network does not fit',
    {
      kind: 'custom',
      network: [
        {
          layer: 'choice',
          name: 'first',
          of: { fits: [], not: [{ layer: 'maxPool', window: 9, padding: 'valid' }] },
        },
      ],
    },
    /does not fit a map of 8 x 8, such as .*"first":"not"/,
  ],
])('%s is refused', async (_, space, message) => {
  await expect(services.experiments.create(project, { ...example, space }, null)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringMatching(message),
  });
});
