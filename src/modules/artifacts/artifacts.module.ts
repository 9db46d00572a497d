import { Module } from '@nestjs/common';
import { ArtifactsController } from './artifacts.controller.js';
import { ArtifactRepository } from './typeorm-artifacts.js';

@Module({ providers: [ArtifactRepository], exports: [ArtifactRepository] })
export class ArtifactsModule {}

@Module({ imports: [ArtifactsModule], controllers: [ArtifactsController] })
export class ArtifactsApiModule {}
