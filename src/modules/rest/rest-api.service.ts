import {
  Inject,
  Injectable,
  MethodNotAllowedException,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { Request, Response } from 'express';
import { execute } from 'graphql';
import type { Principal, Scope, WithPrincipal } from '../../platform/access/index.js';
import { DomainError, refusal } from '../../platform/errors/index.js';
import { OperationContext } from '../../platform/graphql/index.js';
import { answerError, answeredByTag, entityTagOf, OpenStreams } from '../../platform/http/index.js';
import { LOGGER, type Logger } from '../../platform/logging/index.js';
import { MutationRepository } from '../mutations/index.js';
import { SessionEndings } from '../sessions/index.js';
import { causeOf } from './cause-of.js';
import { docsPage } from './docs-page.js';
import { type OpenApi, openApiOf } from './open-api.js';
import { eventStream } from './open-api-parts.js';
import { readRequest } from './read-request.js';
import { operationOf, type RestOperation, restName } from './rest-operation.js';
import { restRoutes } from './rest-routes.js';
import { SessionEventStream } from './session-event-stream.js';
import { SUBMISSION_SCHEMA_PATH, submissionSchema } from './submission-schema.js';
import { bodyOf } from './write-answer.js';

type Handler = (request: Request & WithPrincipal, response: Response) => Promise<void>;

/** Answers REST with the fields of the GraphQL schema: the same guards, the same validation, the same services. */
@Injectable()
export class RestApi implements OnModuleInit, OnApplicationBootstrap {
  private operations: readonly RestOperation[] = [];
  private openApi: OpenApi = {};
  private docs = '';
  private submission = '';

  constructor(
    private readonly adapter: HttpAdapterHost,
    private readonly host: GraphQLSchemaHost,
    private readonly endings: SessionEndings,
    private readonly mutations: MutationRepository,
    private readonly events: SessionEventStream,
    private readonly streams: OpenStreams,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const { httpAdapter } = this.adapter;
    restRoutes.forEach(({ method, path }, index) => {
      const handler = this.masked((request, response) => this.answer(index, request, response));
      httpAdapter[method](expressPath(path), handler);
    });
    const stream = this.masked((request, response) => this.events.answer(request, response));
    httpAdapter.get(expressPath(eventStream.path), stream);
    for (const [path, methods] of methodsByPath())
      httpAdapter.all(
        expressPath(path),
        this.masked((request, response) => refuseMethod(methods, request, response)),
      );
    httpAdapter.get('/v1/openapi.json', (_request: Request, response: Response) => {
      response.json(this.openApi);
    });
    // Whoever opens the address that `archway up` prints finds the manual.
    httpAdapter.get('/', (_request: Request, response: Response) => {
      response.redirect('/docs');
    });
    httpAdapter.get(SUBMISSION_SCHEMA_PATH, (request: Request, response: Response) => {
      if (answeredByTag(entityTagOf(this.submission), request, response)) response.end();
      else response.type('application/schema+json').send(this.submission);
    });
    httpAdapter.get('/docs', (_request: Request, response: Response) => {
      response.type('html').send(this.docs);
    });
  }

  /** By now the schema is built. */
  onApplicationBootstrap(): void {
    this.operations = restRoutes.map((route) => operationOf(route, this.host.schema));
    this.openApi = openApiOf(this.operations);
    this.docs = docsPage(this.openApi);
    this.submission = JSON.stringify(submissionSchema(this.host.schema));
  }

  private async answer(index: number, request: Request & WithPrincipal, response: Response): Promise<void> {
    const operation = this.operations[index];
    const { principal } = request;
    if (!operation || !principal) throw new Error('a request was served before its key was looked at');
    try {
      await this.carryOut(operation, principal, request, response);
    } catch (error) {
      throw inRestNames(operation, error);
    }
  }

  private async carryOut(
    operation: RestOperation,
    principal: Principal,
    request: Request,
    response: Response,
  ): Promise<void> {
    refuseWithout(operation.route.scopes, principal);
    const { variables, waitSeconds } = readRequest(operation, {
      path: request.params as Record<string, string>,
      query: request.query,
      body: request.body,
      clientMutationId: request.get('idempotency-key'),
    });
    if (waitSeconds > 0) {
      this.streams.take(principal, request, response);
      const left = new AbortController();
      response.once('close', () => left.abort());
      await this.endings.wait(principal, String(variables.id), waitSeconds, left.signal);
    }
    const context = new OperationContext(principal);
    const { data, errors } = await execute({
      schema: this.host.schema,
      document: operation.document,
      contextValue: context,
      variableValues: variables,
    });
    if (errors?.[0]) throw causeOf(errors[0]);
    const made = bodyOf(operation, data ?? {});
    const { clientMutationId } = { ...(variables.input as object | undefined) } as {
      clientMutationId?: string;
    };
    const body =
      clientMutationId === undefined || operation.route.shownOnce
        ? made
        : await this.mutations.keepAnswer(
            principal.projectId,
            operation.route.fields[0],
            clientMutationId.trim(),
            made,
          );
    const { status = 200, location } = operation.route;
    if (location) response.location(`${location}/${idOf(body)}`);
    const text = JSON.stringify(body);
    if (!operation.body && answeredByTag(entityTagOf(text), request, response)) response.end();
    else response.status(status).type('json').send(text);
  }

  private masked(handler: Handler) {
    return async (request: Request & WithPrincipal, response: Response): Promise<void> => {
      try {
        await handler(request, response);
      } catch (error) {
        answerError(error, request, response, this.logger);
      }
    };
  }
}

/** What each path answers to. */
function methodsByPath(): Map<string, string[]> {
  const methods = new Map([[eventStream.path as string, ['GET', 'HEAD']]]);
  for (const { method, path } of restRoutes) {
    const own = method === 'get' ? ['GET', 'HEAD'] : ['POST'];
    methods.set(path, [...(methods.get(path) ?? []), ...own]);
  }
  return methods;
}

/** Whoever asks which methods there are is told; whoever takes another one too. */
async function refuseMethod(methods: readonly string[], request: Request, response: Response): Promise<void> {
  response.set('allow', [...methods, 'OPTIONS'].join(', '));
  if (request.method !== 'OPTIONS')
    throw new MethodNotAllowedException(
      `${request.method} is not answered here: send ${methods.join(' or ')}`,
    );
  response.status(204).end();
}

/** Before a mutation is carried out whose answer the key may not read. */
function refuseWithout(needed: readonly Scope[], { scopes }: Principal): void {
  if (needed.every((scope) => scopes.has(scope))) return;
  throw new DomainError('FORBIDDEN', `this needs a key with the scope ${needed.join(' and the scope ')}`);
}

/** The same refusal in the words of REST: `limit` for `first`, and the header for what the schema has in an input. */
function inRestNames(operation: RestOperation, error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  const problems = error.problems.map(({ field, message }) => ({
    field: restName(operation, field),
    message,
  }));
  if (problems.every(({ field }, index) => field === error.problems[index]?.field)) return error;
  return refusal(error.code, problems);
}

const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** Of what was made; where that is several things, of the last. */
function idOf(body: Readonly<Record<string, unknown>>): string {
  const { id } = 'id' in body ? body : (Object.values(body).at(-1) as { readonly id: unknown });
  return String(id);
}
