import { Module } from '@nestjs/common';
import { BenchmarkTables } from './benchmark-tables.js';

@Module({ providers: [BenchmarkTables], exports: [BenchmarkTables] })
export class TablesModule {}
