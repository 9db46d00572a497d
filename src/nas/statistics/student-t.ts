/**
 * The value that a variable with Student's t distribution exceeds with probability `tail`, by bisection on its distribution
 * function.
 * @param degrees of freedom, from 1
 * @param tail above 0, up to 0.5
 */
export function studentTQuantile(degrees: number, tail: number): number {
  let low = 0;
  let high = 1;
  while (upperTail(degrees, high) > tail) high *= 2;
  // Half the distance of neighbouring doubles is below what is left after so many halvings.
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step += 1) {
    const middle = (low + high) / 2;
    if (upperTail(degrees, middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T > t) for t >= 0: half the regularised incomplete beta function of degrees / (degrees + t^2). */
function upperTail(degrees: number, t: number): number {
  return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2;
}

/** I_x(a, b), by its continued fraction on the side where that converges (Abramowitz & Stegun 26.5.8). */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const logFactor = a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b);
  return (Math.exp(logFactor) * fraction(a, b, x)) / a;
}

/** The continued fraction, from its end: 300 terms are more than any argument here needs. */
function fraction(a: number, b: number, x: number): number {
  let value = 0;
  for (let m = 300; m >= 1; m -= 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = -((a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    value = even / (1 + odd / (1 + value));
  }
  const first = -((a + b) * x) / (a + 1);
  return 1 / (1 + first / (1 + value));
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** ln of the gamma function: Stirling's series (Abramowitz & Stegun 6.1.41) above 15, and the recurrence below. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 15; z += 1) shift += Math.log(z);
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5) - 1 / (1680 * z ** 7);
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - shift;
}
