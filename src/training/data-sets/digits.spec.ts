import { describe, expect, it } from 'vitest';
import { splitNames } from './data-set.js';
import { loadDigits } from './digits.js';
import { readImages } from './images.js';

const digits = await loadDigits();

describe('digits', () => {
  it('holds 1,797 images of 8 x 8 in a stored split', () => {
    expect(digits).toMatchObject({ name: 'digits', channels: 1, height: 8, width: 8, classes: 10 });
    expect(splitNames.map((name) => digits[name].count)).toEqual([1078, 359, 360]);
    for (const name of splitNames) {
      const { count, images, labels } = digits[name];
      expect(labels).toHaveLength(count);
      expect(Math.max(...readImages(images, count, 64))).toBe(16);
    }
  });

  it('is stratified: each split holds each class in proportion, within one example', () => {
    for (let label = 0; label < 10; label += 1) {
      const [train = 0, validation = 0, test = 0] = splitNames.map(
        (name) => digits[name].labels.filter((other) => other === label).length,
      );
      const total = train + validation + test;
      expect(Math.abs(train - 0.6 * total)).toBeLessThanOrEqual(1);
      expect(Math.abs(validation - 0.2 * total)).toBeLessThanOrEqual(1);
      expect(Math.abs(test - 0.2 * total)).toBeLessThanOrEqual(1);
    }
  });

  it('shares no image between splits', () => {
    const owners = new Map<string, string>();
    for (const name of splitNames) {
      const { count, images } = digits[name];
      const pixels = readImages(images, count, 64);
      for (let index = 0; index < count; index += 1) {
        const image = pixels.subarray(index * 64, (index + 1) * 64).join(',');
        expect(owners.get(image)).toBeUndefined();
        owners.set(image, name);
      }
    }
    expect(owners.size).toBe(1797);
  });

  it('has the version and the training statistics that earlier results were made with', () => {
    expect(digits.version).toBe('f4c79b54d9c30d4cf57e3158ef44b42ede2e6b4ec18afd2012d3d5c2a40cf33c');
    const pixels = [...readImages(digits.train.images, digits.train.count, 64)];
    const mean = pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
    const variance = pixels.reduce((sum, pixel) => sum + (pixel - mean) ** 2, 0) / pixels.length;
    expect(digits.normalisation.mean[0]).toBeCloseTo(mean, 10);
    expect(digits.normalisation.std[0]).toBeCloseTo(Math.sqrt(variance), 10);
  });
});
