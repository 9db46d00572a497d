import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { addressOf, networkOf } from './client-address.js';

describe('addressOf', () => {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: '10.0.0.1' });
  const headers = { 'x-forwarded-for': '6.6.6.6, 192.0.2.1, 10.0.0.2' };

  it('believes only the proxies that it was told of: clients may write anything to the left of theirs', () => {
    expect(addressOf({ headers, socket }, 0)).toBe('10.0.0.1');
    expect(addressOf({ headers, socket }, 1)).toBe('10.0.0.2');
    expect(addressOf({ headers, socket }, 2)).toBe('192.0.2.1');
    expect(addressOf({ headers: {}, socket }, 2)).toBe('10.0.0.1');
  });
});

describe('networkOf', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['', ''],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
