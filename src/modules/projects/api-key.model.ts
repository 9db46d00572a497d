import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Scope, scopes } from '../../platform/access/index.js';
import { ClientMutationId, connectionType, enumOf, UserError } from '../../platform/graphql/index.js';
import { DEFAULT_OVERLAP_SECONDS } from './api-keys.service.js';

export const ScopeEnum = enumOf(scopes);
registerEnumType(ScopeEnum, {
  name: 'Scope',
  description: 'What a key may do. None implies another.',
  valuesMap: {
    read: { description: 'Queries, subscriptions and downloads' },
    submit: { description: 'Create experiments; start, pause, resume, stop and cancel searches' },
    work: { description: 'Lease trials, report on them and complete them, as an external trainer does' },
    admin: { description: 'Make, renew and revoke keys, and read the audit log' },
  },
});

@ObjectType('ApiKey', { description: 'A key to this project' })
export class ApiKeyModel {
  @Field(() => ID, { description: 'UUIDv7' })
  id!: string;

  @Field(() => String, { description: 'For people' })
  name!: string;

  @Field(() => [ScopeEnum], { description: 'What it may do' })
  scopes!: Scope[];

  @Field(() => String, { description: 'The first characters of its secret, by which people tell keys apart' })
  prefix!: string;

  @Field(() => Date, { description: 'When it was made' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it stops opening; null is never' })
  expiresAt!: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'Until when the secret before the last rotation opens as well',
  })
  previousExpiresAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was revoked' })
  revokedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was last used, to a minute' })
  lastUsedAt!: Date | null;
}

export const ApiKeyConnection = connectionType(ApiKeyModel, 'ApiKey');

@InputType({ description: 'A new key' })
export class CreateApiKeyInput {
  @Field(() => String, { description: 'For people, up to 100 characters' })
  name!: string;

  @Field(() => [ScopeEnum], { description: 'What it may do' })
  scopes!: Scope[];

  @Field(() => Date, { nullable: true, description: 'When it stops opening; never when absent' })
  expiresAt?: Date | null;

  @ClientMutationId()
  clientMutationId?: string | null;
}

@InputType({ description: 'A key that gets a new secret' })
export class RotateApiKeyInput {
  @Field(() => ID, { description: 'The key' })
  id!: string;

  @Field(() => Int, {
    defaultValue: DEFAULT_OVERLAP_SECONDS,
    description: 'For how long the secret of now opens as well, up to 30 days',
  })
  overlapSeconds!: number;

  @ClientMutationId()
  clientMutationId?: string | null;
}

@InputType({ description: 'A key that shall open nothing any more' })
export class RevokeApiKeyInput {
  @Field(() => ID, { description: 'The key' })
  id!: string;

  @ClientMutationId()
  clientMutationId?: string | null;
}

@ObjectType({ description: 'The key and its secret, or why there is none' })
export class IssuedApiKeyPayload {
  @Field(() => ApiKeyModel, { nullable: true, description: 'The key' })
  apiKey?: ApiKeyModel;

  @Field(() => String, {
    nullable: true,
    description:
      'Shown this once: only its digest is stored. Send it as "Authorization: Bearer aw_...". Null for a clientMutationId that ' +
      'was carried out before.',
  })
  secret?: string | null;

  @Field(() => [UserError], { description: 'Everything that is wrong with the input' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The key, or why there is none' })
export class RevokeApiKeyPayload {
  @Field(() => ApiKeyModel, { nullable: true, description: 'The key after the mutation' })
  apiKey?: ApiKeyModel;

  @Field(() => [UserError], { description: 'Everything that is wrong with the input' })
  userErrors!: UserError[];
}
