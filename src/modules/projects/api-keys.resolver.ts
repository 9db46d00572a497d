import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Caller, Needs, type Principal } from '../../platform/access/index.js';
import { parseId } from '../../platform/errors/index.js';
import {
  decodeCursor,
  PageArgs,
  pageSize,
  toConnection,
  withUserErrors,
} from '../../platform/graphql/index.js';
import {
  ApiKeyConnection,
  ApiKeyModel,
  CreateApiKeyInput,
  IssuedApiKeyPayload,
  RevokeApiKeyInput,
  RevokeApiKeyPayload,
  RotateApiKeyInput,
} from './api-key.model.js';
import { ApiKeysService, type IssuedKey } from './api-keys.service.js';
import { ApiKeyRepository } from './typeorm-api-keys.js';

const cursorSchema = z.tuple([z.uuid()]);

const issued = ({ key, secret }: IssuedKey) => ({ apiKey: key, secret });

@Needs('admin')
@Resolver(() => ApiKeyModel)
export class ApiKeysResolver {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly service: ApiKeysService,
  ) {}

  @Query(() => ApiKeyConnection, {
    name: 'apiKeys',
    description: 'The keys of the project, revoked and expired ones too, newest first',
  })
  async ofProject(@Args() page: PageArgs, @Caller() { projectId }: Principal) {
    const size = pageSize(page.first);
    const after = page.after ? decodeCursor(cursorSchema, page.after)[0] : undefined;
    const rows = await this.keys.ofProject(projectId, size + 1, after);
    return toConnection(
      rows,
      size,
      ({ id }) => [id],
      (row) => row,
    );
  }

  @Mutation(() => IssuedApiKeyPayload, {
    description: 'Makes a key to this project. From the first key on nobody comes in without one.',
  })
  async createApiKey(
    @Args('input', { description: 'The key' }) input: CreateApiKeyInput,
    @Caller() { projectId }: Principal,
  ): Promise<IssuedApiKeyPayload> {
    return withUserErrors(async () => issued(await this.service.create(projectId, { ...input })));
  }

  @Mutation(() => IssuedApiKeyPayload, {
    description: 'Gives a key a new secret; the secret of now stays valid for a while',
  })
  async rotateApiKey(
    @Args('input', { description: 'Which key' }) { id, overlapSeconds }: RotateApiKeyInput,
    @Caller() { projectId }: Principal,
  ): Promise<IssuedApiKeyPayload> {
    return withUserErrors(async () =>
      issued(await this.service.rotate(projectId, parseId(id, 'id'), overlapSeconds)),
    );
  }

  @Mutation(() => RevokeApiKeyPayload, {
    description: 'Takes a key out of use at once and for good. Harmless when that is so already.',
  })
  async revokeApiKey(
    @Args('input', { description: 'Which key' }) { id }: RevokeApiKeyInput,
    @Caller() { projectId }: Principal,
  ): Promise<RevokeApiKeyPayload> {
    return withUserErrors(async () => ({ apiKey: await this.service.revoke(projectId, parseId(id, 'id')) }));
  }
}
