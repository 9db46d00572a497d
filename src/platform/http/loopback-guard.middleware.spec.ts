import { describe, expect, it } from 'vitest';
import { isFromThisMachine } from './loopback-guard.middleware.js';

describe('isFromThisMachine', () => {
  it.each([
    ['a program', { host: '127.0.0.1:8080' }],
    ['a program that speaks IPv6', { host: '[::1]:8080' }],
    ['a page of this machine', { host: 'LOCALHOST:8080', origin: 'http://localhost:3000' }],
  ])('takes %s', (_name, headers) => {
    expect(isFromThisMachine(headers)).toBe(true);
  });

  it('takes a page from elsewhere that is welcome, and no other', () => {
    const welcome = ['https://dashboard.example'];
    expect(isFromThisMachine({ host: 'localhost', origin: 'https://dashboard.example' }, welcome)).toBe(true);
    expect(isFromThisMachine({ host: 'localhost', origin: 'https://evil.example' }, welcome)).toBe(false);
    expect(isFromThisMachine({ host: 'evil.example', origin: 'https://dashboard.example' }, welcome)).toBe(
      false,
    );
  });

  it.each([
    ['a name that points here', { host: 'evil.example:8080' }],
    ['a name that begins like ours', { host: 'localhost.evil.example' }],
    ['an address that begins like ours', { host: '127.0.0.1.evil.example' }],
    ['no name', {}],
    ['a page from elsewhere', { host: 'localhost:8080', origin: 'https://evil.example' }],
    ['a page whose name begins like ours', { host: 'localhost', origin: 'http://localhost.evil.example' }],
    ['a page with our name as its user', { host: 'localhost', origin: 'http://localhost@evil.example' }],
    ['a page that hides where it is from', { host: 'localhost', origin: 'null' }],
  ])('refuses %s', (_name, headers) => {
    expect(isFromThisMachine(headers)).toBe(false);
  });
});
