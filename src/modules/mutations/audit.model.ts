import { Field, ID, ObjectType } from '@nestjs/graphql';
import { connectionType } from '../../platform/graphql/index.js';

@ObjectType('AuditEntry', { description: 'A mutation that was carried out, and who ordered it' })
export class AuditEntryModel {
  @Field(() => ID, { description: 'UUIDv7' })
  id!: string;

  @Field(() => String, { description: 'The mutation, as the schema calls it' })
  name!: string;

  @Field(() => ID, { description: 'What it made or changed: an experiment, a session or a key' })
  subjectId!: string;

  @Field(() => ID, { nullable: true, description: 'The key that ordered it; null where none was needed' })
  keyId!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of that key' })
  keyName!: string | null;

  @Field(() => String, { nullable: true, description: 'First characters of the secret of that key' })
  keyPrefix!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The x-request-id of the request: the log has more under it',
  })
  correlationId!: string | null;

  @Field(() => Date, { description: 'When' })
  createdAt!: Date;
}

export const AuditConnection = connectionType(AuditEntryModel, 'AuditEntry');
