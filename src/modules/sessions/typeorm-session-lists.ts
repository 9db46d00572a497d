import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf } from '../../platform/database/index.js';
import { SearchSessionEntity } from './search-session.entity.js';
import type { SessionState } from './session-state.js';

/** Which sessions a list has. */
export interface SessionFilter {
  readonly states: readonly SessionState[] | undefined;
  readonly strategies: readonly string[] | undefined;
  readonly experimentId: string | undefined;
  readonly controls: boolean;
}

/** Where in the list of an experiment's sessions to go on, and for how many. */
export interface SessionsPlace {
  readonly experimentId: string;
  readonly limit: number;
  readonly after: string | undefined;
}

@Injectable()
export class SessionListRepository {
  constructor(private readonly database: Database) {}

  /** Newest first, starting after the session `after`. UUIDv7 ids sort by time of creation. */
  async newest(
    projectId: ProjectId,
    { states, strategies, experimentId, controls }: SessionFilter,
    limit: number,
    after: string | undefined,
  ): Promise<SearchSessionEntity[]> {
    const query = this.database.session
      .getRepository(SearchSessionEntity)
      .createQueryBuilder('session')
      .where('session.project_id = :projectId', { projectId })
      .orderBy('session.id', 'DESC')
      .limit(limit);
    if (states) query.andWhere('session.state = any(:states)', { states });
    if (strategies) query.andWhere('session.strategy = any(:strategies)', { strategies });
    if (experimentId !== undefined) query.andWhere('session.experiment_id = :experimentId', { experimentId });
    if (!controls) query.andWhere('session.control_of_id is null');
    if (after !== undefined) query.andWhere('session.id < :after', { after });
    return query.getMany();
  }

  /** For each place its sessions, newest first. UUIDv7 ids sort by time of creation. */
  async ofExperiments(
    projectId: ProjectId,
    places: readonly SessionsPlace[],
  ): Promise<SearchSessionEntity[][]> {
    const found = await rowsOf<{ place: number; id: string }>(
      this.database.session,
      `select wanted.place::int as place, newest.id
       from unnest($2::uuid[], $3::uuid[], $4::int[]) with ordinality as wanted (experiment_id, after, size, place)
       cross join lateral (
         select id from search_sessions s
         where s.project_id = $1 and s.experiment_id = wanted.experiment_id
           and s.id < coalesce(wanted.after, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
         order by id desc limit wanted.size) as newest
       order by wanted.place, newest.id desc`,
      [
        projectId,
        places.map(({ experimentId }) => experimentId),
        places.map(({ after }) => after ?? null),
        places.map(({ limit }) => limit),
      ],
    );
    const rows = this.database.session.getRepository(SearchSessionEntity);
    const sessions = await rows.findBy({ projectId, id: In([...new Set(found.map(({ id }) => id))]) });
    const byId = new Map(sessions.map((session) => [session.id, session]));
    const lists: SearchSessionEntity[][] = places.map(() => []);
    for (const { place, id } of found) {
      const session = byId.get(id);
      if (session) lists[place - 1]?.push(session);
    }
    return lists;
  }
}
