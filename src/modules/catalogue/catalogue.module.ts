import { Module } from '@nestjs/common';
import { CatalogueResolver } from './catalogue.resolver.js';

/** The part of the API's schema that is this feature's. */
export const catalogueResolvers = [CatalogueResolver];

@Module({ providers: [...catalogueResolvers] })
export class CatalogueApiModule {}
