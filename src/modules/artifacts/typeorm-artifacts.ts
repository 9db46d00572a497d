import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
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
  async ofTrials(trialIds: readonly string[]): Promise<Map<string, ArtifactView[]>> {
    const rows = await rowsOf<ArtifactView & { trialId: string }>(
      this.database.session,
      `select id, trial_id as "trialId", name, media_type as "mediaType", sha256, octet_length(content) as bytes
       from artifacts where trial_id = any($1) order by name`,
      [trialIds],
    );
    const byTrial = new Map<string, ArtifactView[]>(trialIds.map((id) => [id, []]));
    for (const { trialId, ...view } of rows) byTrial.get(trialId)?.push(view);
    return byTrial;
  }

  async find(id: string): Promise<ArtifactEntity | null> {
    return this.database.session.getRepository(ArtifactEntity).findOneBy({ id });
  }
}
