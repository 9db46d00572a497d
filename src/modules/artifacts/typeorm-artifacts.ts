import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf, type Transaction } from '../../platform/database/index.js';
import { newId } from '../../platform/ids/index.js';
import { ArtifactEntity } from './artifact.entity.js';

/** What is known of an artifact without its content. */
export interface ArtifactView {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What a download needs. */
export type ArtifactFile = Pick<ArtifactEntity, 'name' | 'mediaType' | 'sha256' | 'content'>;

/** Files, aliased f, of the project $1. */
const OF_PROJECT = `
  join trials t on t.id = f.trial_id
  join search_sessions s on s.id = t.session_id
  where s.project_id = $1`;

@Injectable()
export class ArtifactRepository {
  constructor(private readonly database: Database) {}

  async store(transaction: Transaction, trialId: string, name: string, content: Uint8Array): Promise<void> {
    await transaction
      .createQueryBuilder()
      .insert()
      .into(ArtifactEntity)
      .values({
        id: newId(),
        trialId,
        name,
        mediaType: 'application/octet-stream',
        sha256: createHash('sha256').update(content).digest('hex'),
        content: Buffer.from(content),
      })
      .execute();
  }

  /** Of each trial, by name. */
  async ofTrials(projectId: ProjectId, trialIds: readonly string[]): Promise<Map<string, ArtifactView[]>> {
    const rows = await rowsOf<ArtifactView & { trialId: string }>(
      this.database.session,
      `select f.id, f.trial_id as "trialId", f.name, f.media_type as "mediaType", f.sha256,
         octet_length(f.content) as bytes
       from artifacts f ${OF_PROJECT} and f.trial_id = any($2) order by f.name`,
      [projectId, trialIds],
    );
    const byTrial = new Map<string, ArtifactView[]>(trialIds.map((id) => [id, []]));
    for (const { trialId, ...view } of rows) byTrial.get(trialId)?.push(view);
    return byTrial;
  }

  async find(projectId: ProjectId, id: string): Promise<ArtifactFile | null> {
    const [file] = await rowsOf<ArtifactFile>(
      this.database.session,
      `select f.name, f.media_type as "mediaType", f.sha256, f.content from artifacts f ${OF_PROJECT} and f.id = $2`,
      [projectId, id],
    );
    return file ?? null;
  }
}
