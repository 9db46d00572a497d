import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { createSpace, spaceDefinitionSchema, tokensAt } from '../../src/nas/space/index.js';
import type { ProjectId } from '../../src/platform/access/index.js';
import { newId } from '../../src/platform/ids/index.js';
import type { ApiUnderTest } from './api-process.js';
import { digitsDefinition, end, success } from './fixtures.js';
import { createKey, createProject, type TestKey } from './keys.js';
import type { Services } from './services.js';

/** Results of the whole space of macro blocks. */
export const tableUpload = {
  name: 'results',
  space: { kind: 'macro' },
  csvGzip: gzipSync(
    ['arch,accuracy', ...everyMacro().map((arch, index) => `${arch},${index / 100}`)].join('\n'),
  ).toString('base64'),
  architectureColumn: 'arch',
  rewardColumn: 'accuracy',
};

function everyMacro(): string[] {
  const { size, decisions } = createSpace(spaceDefinitionSchema.parse({ kind: 'macro' }));
  return Array.from({ length: Number(size) }, (_, index) => tokensAt(decisions, BigInt(index)).join(''));
}

/** A project that has one of everything, and a word in all texts of it that is found nowhere else. */
export interface InhabitedProject {
  readonly projectId: ProjectId;
  readonly word: string;
  readonly key: TestKey;
  /** One that nobody uses. */
  readonly spareKey: TestKey;
  readonly experimentId: string;
  readonly sessionId: string;
  readonly trialId: string;
  readonly architectureId: string;
  readonly artifactId: string;
  readonly dataSetVersionId: string;
  /** The control arm of the session. */
  readonly controlId: string;
  readonly tableId: string;
}

export async function inhabitProject(
  services: Services,
  { database }: ApiUnderTest,
): Promise<InhabitedProject> {
  const projectId = await createProject(services);
  const word = `canary${projectId.replaceAll('-', '')}`;
  const key = await createKey(services, { projectId });
  const spareKey = await createKey(services, { projectId });
  await database.query('update api_keys set name = $1 where project_id = $2', [word, projectId]);
  await database.query('update projects set name = $1 where id = $2', [word, projectId]);
  const experiment = await services.experiments.create(projectId, { ...digitsDefinition, name: word }, null);
  const session = await services.starting.start(projectId, {
    experimentId: experiment.id,
    strategy: 'reinforce',
    options: { batchSize: 4 },
    seed: '1',
    maxTrials: 8,
    retrainTop: 1,
    trialTimeLimitSeconds: 60,
    control: true,
  });
  await services.advancing.advance(session.id);
  const trials = await services.trialViews.ofSession(projectId, session.id, 10, 0);
  for (const claimed of await services.leases.claim(trials, 10, word))
    await end(services, claimed, success(0.5));
  const [trial] = trials;
  if (!trial) throw new Error('a session that was advanced has a trial');
  const content = Buffer.from(word);
  const artifactId = newId();
  await database.query(
    `insert into artifacts (id, trial_id, name, media_type, sha256, content) values ($1, $2, $3, 'text/plain', $4, $5)`,
    [artifactId, trial.id, word, createHash('sha256').update(content).digest('hex'), content],
  );
  const [version] = await database.query<{ id: string }>('select id from data_sets where project_id = $1', [
    projectId,
  ]);
  return {
    projectId,
    word,
    key,
    spareKey,
    experimentId: experiment.id,
    sessionId: session.id,
    trialId: trial.id,
    architectureId: trial.architecture.id,
    artifactId,
    dataSetVersionId: version?.id ?? '',
    controlId: (await services.sessions.findControlOf(projectId, session.id))?.id ?? '',
    tableId: (await services.uploads.upload(projectId, { ...tableUpload, name: word }, null)).id,
  };
}
