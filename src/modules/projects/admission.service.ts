import { Injectable } from '@nestjs/common';
import type { Principal } from '../../platform/access/index.js';
import { DomainError } from '../../platform/errors/index.js';
import { RequestLimits } from '../../platform/http/index.js';
import { Authentication } from './authentication.service.js';

/** Lets in whoever has a key, as often as one may come. */
@Injectable()
export class Admission {
  constructor(
    private readonly authentication: Authentication,
    private readonly limits: RequestLimits,
  ) {}

  /**
   * Counts one request, or the opening of a socket.
   * @param authorization value of the header of that name
   * @param address that it came from; one that keeps sending what opens nothing is refused for a while, whatever it sends
   * @throws DomainError UNAUTHENTICATED, TOO_MANY_REQUESTS
   */
  async admit(authorization: string | undefined, address: string): Promise<Principal> {
    await this.limits.refuseStranger(address);
    const principal = await this.principalOf(authorization, address);
    await this.limits.count(principal, address);
    return principal;
  }

  /** Counts one request of whoever reads what is open to all. */
  async admitStranger(address: string): Promise<void> {
    await this.limits.countStranger(address);
  }

  private async principalOf(authorization: string | undefined, address: string): Promise<Principal> {
    try {
      return await this.authentication.authenticate(authorization);
    } catch (error) {
      if (error instanceof DomainError) await this.limits.countStranger(address);
      throw error;
    }
  }
}
