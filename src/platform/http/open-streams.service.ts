import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../access/index.js';
import { CONFIGURATION, type Configuration } from '../config/index.js';
import { DomainError } from '../errors/index.js';
import { addressOf, networkOf } from './client-address.js';

/** Counts what each key, or address where no key is, keeps open in this process: streams, sockets and requests that wait. */
@Injectable()
export class OpenStreams {
  private readonly open = new Map<string, number>();

  constructor(
    @Inject(CONFIGURATION)
    private readonly configuration: Pick<Configuration, 'streamsPerKey' | 'trustedProxies'>,
  ) {}

  /**
   * Takes a place until `stream` is closed.
   * @throws DomainError TOO_MANY_REQUESTS where none is free
   */
  take({ keyId }: Pick<Principal, 'keyId'>, request: IncomingMessage, stream: Writable): void {
    const { streamsPerKey, trustedProxies } = this.configuration;
    // One that left while its key was looked at will not tell again.
    if (streamsPerKey === 0 || stream.closed) return;
    const whose = keyId ?? networkOf(addressOf(request, trustedProxies));
    const taken = this.open.get(whose) ?? 0;
    if (taken >= streamsPerKey) {
      const message = `${keyId === null ? 'an address' : 'a key'} may keep ${streamsPerKey} streams open: close one`;
      throw new DomainError('TOO_MANY_REQUESTS', message);
    }
    this.open.set(whose, taken + 1);
    stream.once('close', () => this.giveBack(whose));
  }

  private giveBack(whose: string): void {
    const left = (this.open.get(whose) ?? 1) - 1;
    if (left > 0) this.open.set(whose, left);
    else this.open.delete(whose);
  }
}
