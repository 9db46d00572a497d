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
    @Caller() by: Principal,
  ): Promise<IssuedApiKeyPayload> {
    const { clientMutationId: _, ...key } = input;
    const order = { name: 'createApiKey', by, input: { ...input } };
    return withUserErrors(async () => issued(await this.service.create(by.projectId, key, order)));
  }

  @Mutation(() => IssuedApiKeyPayload, {
    description: 'Gives a key a new secret; the secret of now stays valid for a while',
  })
  async rotateApiKey(
    @Args('input', { description: 'Which key' }) input: RotateApiKeyInput,
    @Caller() by: Principal,
  ): Promise<IssuedApiKeyPayload> {
    const { id, overlapSeconds } = input;
    const order = { name: 'rotateApiKey', by, input: { ...input } };
    return withUserErrors(async () =>
      issued(await this.service.rotate(by.projectId, parseId(id, 'id'), overlapSeconds, order)),
    );
  }

  @Mutation(() => RevokeApiKeyPayload, {
    description: 'Takes a key out of use at once and for good. Harmless when that is so already.',
  })
  async revokeApiKey(
    @Args('input', { description: 'Which key' }) input: RevokeApiKeyInput,
    @Caller() by: Principal,
  ): Promise<RevokeApiKeyPayload> {
    const order = { name: 'revokeApiKey', by, input: { ...input } };
    return withUserErrors(async () => ({
      apiKey: await this.service.revoke(by.projectId, parseId(input.id, 'id'), order),
    }));
  }
}
