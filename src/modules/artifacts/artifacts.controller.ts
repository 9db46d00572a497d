import { Controller, Get, Param, Req, Res, StreamableFile } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Caller, Needs, type Principal } from '../../platform/access/index.js';
import { DomainError, parseId } from '../../platform/errors/index.js';
import { answeredByTag } from '../../platform/http/index.js';
import { ArtifactRepository } from './typeorm-artifacts.js';

export const artifactPath = (id: string): string => `/v1/artifacts/${id}`;

@Controller('v1/artifacts')
export class ArtifactsController {
  constructor(private readonly artifacts: ArtifactRepository) {}

  @Needs('read')
  @Get(':id')
  async content(
    @Param('id') id: string,
    @Caller() { projectId }: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile | undefined> {
    const artifact = await this.artifacts.find(projectId, parseId(id, 'id'));
    if (!artifact) throw new DomainError('NOT_FOUND', `There is no artifact ${id}`);
    if (answeredByTag(`"${artifact.sha256}"`, request, response)) return undefined;
    return new StreamableFile(artifact.content, {
      type: artifact.mediaType,
      disposition: `attachment; filename="${artifact.name}"`,
      length: artifact.content.length,
    });
  }
}
