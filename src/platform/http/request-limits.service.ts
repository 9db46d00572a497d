import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { Principal } from '../access/index.js';
import { CONFIGURATION, type Configuration } from '../config/index.js';
import { DomainError } from '../errors/index.js';
import { LOGGER, type Logger } from '../logging/index.js';
import { networkOf } from './client-address.js';

const WINDOW_SECONDS = 60;

/** TOO_MANY_REQUESTS, and when it is worth asking again. */
export class TooManyRequests extends DomainError {
  constructor(
    readonly retryAfterSeconds: number,
    most: number,
    whose: string,
  ) {
    super(
      'TOO_MANY_REQUESTS',
      `${whose} may ask ${most} times in ${WINDOW_SECONDS} seconds: ask again in ${retryAfterSeconds}`,
    );
  }
}

/**
 * Counts what clients ask: by key, and by address where no key is. With REDIS_URL all processes of the API count the requests of a key
 * together; else, and while Redis does not answer, each counts by itself. Strangers are always counted by each.
 */
@Injectable()
export class RequestLimits implements OnApplicationShutdown {
  private readonly redis: Redis | undefined;
  private readonly ofKeys: RateLimiterAbstract | undefined;
  private readonly ofStrangers: RateLimiterMemory | undefined;

  constructor(
    @Inject(CONFIGURATION) { redisUrl, requestsPerMinute, anonymousRequestsPerMinute }: Configuration,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.redis = redisUrl === undefined ? undefined : connect(redisUrl, logger);
    this.ofKeys = limiterOf(requestsPerMinute, this.redis);
    this.ofStrangers = limiterOf(anonymousRequestsPerMinute);
  }

  /**
   * Counts a request, or an operation on a socket, of somebody who was let in.
   * @throws TooManyRequests
   */
  async count({ keyId }: Pick<Principal, 'keyId'>, address: string): Promise<void> {
    await consume(this.ofKeys, keyId ?? networkOf(address), keyId === null ? 'an address' : 'a key');
  }

  /**
   * Counts a request that came without a valid key.
   * @throws TooManyRequests
   */
  async countStranger(address: string): Promise<void> {
    await consume(this.ofStrangers, networkOf(address), 'an address without a valid key');
  }

  /** @throws TooManyRequests when too much has come from there without a valid key to look at another one */
  async refuseStranger(address: string): Promise<void> {
    const spent = await this.ofStrangers?.get(networkOf(address));
    if (!this.ofStrangers || !spent || spent.consumedPoints <= this.ofStrangers.points) return;
    throw refusal(spent, this.ofStrangers.points, 'an address without a valid key');
  }

  onApplicationShutdown(): void {
    this.redis?.disconnect();
  }
}

function limiterOf(points: number): RateLimiterMemory | undefined;
function limiterOf(points: number, redis: Redis | undefined): RateLimiterAbstract | undefined;
function limiterOf(points: number, redis?: Redis): RateLimiterAbstract | undefined {
  if (points === 0) return undefined;
  const options = { keyPrefix: 'archway:requests', points, duration: WINDOW_SECONDS };
  const own = new RateLimiterMemory(options);
  if (!redis) return own;
  // Whoever is over the limit costs Redis nothing more.
  return new RateLimiterRedis({
    ...options,
    storeClient: redis,
    insuranceLimiter: own,
    inMemoryBlockOnConsumed: points + 1,
  });
}

async function consume(limiter: RateLimiterAbstract | undefined, key: string, whose: string): Promise<void> {
  if (!limiter) return;
  try {
    await limiter.consume(key);
  } catch (error) {
    if (error instanceof RateLimiterRes) throw refusal(error, limiter.points, whose);
    throw error;
  }
}

const refusal = ({ msBeforeNext }: RateLimiterRes, most: number, whose: string): TooManyRequests =>
  new TooManyRequests(Math.max(1, Math.ceil(msBeforeNext / 1000)), most, whose);

/** Fails at once while Redis is away: a request must not wait for its own counting. */
function connect(url: string, logger: Logger): Redis {
  const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  let answers = true;
  redis.on('ready', () => {
    answers = true;
  });
  redis.on('error', (error: Error) => {
    if (answers) logger.warn('Redis does not answer: each process counts requests by itself', { error });
    answers = false;
  });
  return redis;
}
