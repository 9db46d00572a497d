import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { LayerGraph } from '../../src/nas/network/index.js';
import { spaceDefinitionSchema } from '../../src/nas/space/definition.js';
import { createSpace } from '../../src/nas/space/index.js';
import { reinforceOptionsSchema } from '../../src/nas/strategies/reinforce/options.js';
import { type Recipe, recipeSchema } from '../../src/training/recipe.js';
import { runReference } from '../compute/reference.js';
import type { Service } from '../service/service.js';
import { secondsToEnd, startSession } from '../service/session.js';

const example = z
  .object({
    experiment: z.looseObject({
      space: spaceDefinitionSchema,
      recipe: recipeSchema,
      finalRecipe: recipeSchema,
    }),
    search: z.looseObject({ options: z.looseObject({}) }),
  })
  .parse(JSON.parse(readFileSync('examples/digits.json', 'utf8')));
const { space: definition, recipe, finalRecipe } = example.experiment;
const space = createSpace(definition);

interface Child {
  readonly network: LayerGraph;
  readonly recipe: Recipe;
  readonly final: boolean;
}

export interface ServiceSearch {
  /** From submission to the end of both arms. */
  readonly seconds: number;
  /** For which trainings held their devices, added up. */
  readonly deviceSeconds: number;
  readonly accuracy: number;
  /** Of the controller. */
  readonly updates: number;
  /** What was trained, those of the controller's batches first; what was reused is left out. */
  readonly children: readonly Child[];
}

/** To be run from the project's root. */
export async function searchThroughService(service: Service, maxTrials: number): Promise<ServiceSearch> {
  const search = { ...example.search, maxTrials, control: true, retrainTop: 5 };
  const id = await startSession(service, { definition: example.experiment, search });
  const [control] = await service.query<{ id: string }>(
    'select id from search_sessions where control_of_id = $1',
    [id],
  );
  const arms = [id, ...(control ? [control.id] : [])];
  const seconds = await Promise.all(arms.map((arm) => secondsToEnd(service, arm)));
  const trials = await service.query<Trial>(
    `select purpose, tokens, device_seconds as seconds, validation_accuracy as accuracy from trials
     where session_id = any($1) and state = 'SUCCEEDED' and cached_from_id is null
     order by purpose = 'FINAL', session_id <> $2, number`,
    [arms, id],
  );
  const [session] = await service.query<{ updates: number }>(
    'select policy_version as updates from search_sessions where id = $1',
    [id],
  );
  const sum = (of: (trial: Trial) => number) => trials.reduce((total, trial) => total + of(trial), 0);
  return {
    seconds: Math.max(...seconds),
    deviceSeconds: sum((trial) => trial.seconds),
    accuracy: sum((trial) => trial.accuracy) / trials.length,
    updates: session?.updates ?? 0,
    children: trials.map(childOf),
  };
}

interface Trial {
  readonly purpose: string;
  readonly tokens: number[];
  readonly seconds: number;
  readonly accuracy: number;
}

function childOf({ purpose, tokens }: Trial): Child {
  const network = space.network(tokens, { channels: 1, height: 8, width: 8, classes: 10 });
  const final = purpose === 'FINAL';
  return { network, recipe: final ? finalRecipe : recipe, final };
}

const answerSchema = z.object({ seconds: z.number(), accuracy: z.number(), version: z.string() });

export type ScriptSearch = z.output<typeof answerSchema>;

/** The same search by PyTorch alone; nothing where python3 has none. To be run from the project's root. */
export function timeScript({ children, updates }: ServiceSearch, threads: number): ScriptSearch | undefined {
  const options = reinforceOptionsSchema.parse(example.search.options);
  const { units, lstmLayers: layers, batchSize: batch, learningRate } = options;
  const decisions = space.decisions.map(({ type, choices }) => ({ type, choices: choices.length }));
  const controller = { decisions, units, layers, batch, learningRate, updates };
  const answer = runReference('search.py', { threads, controller, children });
  return answer === undefined ? undefined : answerSchema.parse(answer);
}
