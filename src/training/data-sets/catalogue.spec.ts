import { describe, expect, it } from 'vitest';
import { dataSetReferenceSchema } from './catalogue.js';

const messageFor = (input: unknown) => dataSetReferenceSchema.safeParse(input).error?.issues[0]?.message;

describe('data set references', () => {
  it('answers an unknown name with the known ones and the nearest', () => {
    expect(messageFor({ name: 'digit' })).toBe(
      "unknown data set 'digit': did you mean 'digits'? Known are digits, fashion-mnist, cifar10, idx-folder",
    );
    expect(messageFor({ name: 'Fashion_MNIST' })).toContain("did you mean 'fashion-mnist'?");
    expect(messageFor('digits')).toBe(
      'must be an object with the name of a data set: digits, fashion-mnist, cifar10, idx-folder',
    );
  });

  it('asks for the folder of a data set that is not shipped', () => {
    expect(messageFor({ name: 'fashion-mnist' })).toContain('must be the folder of the four IDX files');
  });

  it('refuses fields that mean nothing', () => {
    expect(messageFor({ name: 'digits', path: '/tmp' })).toContain('path');
  });
});
