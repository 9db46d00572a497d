import type { ArchwayClient } from '../archway-client.js';
import { drawProgress, type Epochs } from './draw.js';
import type { Screen } from './screen.js';
import { after, newProgress, type WatchedSession } from './session-progress.js';

export interface WatchedSearch {
  readonly title: string;
  readonly epochs: Epochs;
  /** The search, and its control arm. */
  readonly sessions: readonly WatchedSession[];
}

interface SessionOfExperiment extends WatchedSession {
  readonly experiment: ShownExperiment;
  readonly control?: WatchedSession | null;
}

interface ShownExperiment {
  readonly name: string;
  readonly spaceSize: string;
  readonly definition: unknown;
}

export function watchedSearch(session: SessionOfExperiment): WatchedSearch {
  const { experiment } = session;
  const { recipe, finalRecipe } = experiment.definition as {
    readonly recipe?: { readonly epochs: number };
    readonly finalRecipe?: { readonly epochs: number };
  };
  return {
    title: `${experiment.name}: ${Number(experiment.spaceSize).toLocaleString('en')} architectures`,
    epochs: recipe && finalRecipe ? { SEARCH: recipe.epochs, FINAL: finalRecipe.epochs } : null,
    sessions: session.control ? [session, session.control] : [session],
  };
}

/** Shows a search until all its sessions have finished. */
export async function watch(
  client: ArchwayClient,
  { title, epochs, sessions }: WatchedSearch,
  screen: Screen,
  seconds: () => number,
): Promise<void> {
  const progress = new Map(sessions.map((session) => [session.id, newProgress(session)]));
  const draw = () => drawProgress(title, [...progress.values()], epochs, seconds());
  await Promise.all(
    sessions.map(async (session) => {
      for await (const event of client.events(session.id)) {
        progress.set(session.id, after(progress.get(session.id) ?? newProgress(session), event));
        screen.show(draw);
      }
    }),
  );
  screen.done();
}
