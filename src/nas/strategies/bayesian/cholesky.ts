/**
 * The lower triangular L with L L' = `matrix`. Matrices lie row by row; of this one, which must be symmetric and
 * positive definite, only the lower half is read.
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let rest = matrix[row * size + column] ?? 0;
      for (let k = 0; k < column; k += 1) {
        rest -= (factor[row * size + k] ?? 0) * (factor[column * size + k] ?? 0);
      }
      factor[row * size + column] =
        column === row ? Math.sqrt(rest) : rest / (factor[column * size + column] ?? 0);
    }
  }
  return factor;
}

/** The x with L x = `right`, of which the first values may be known: they depend on no later ones. */
export function solveLower(
  factor: Float64Array,
  right: Float64Array,
  known: Float64Array = new Float64Array(0),
): Float64Array {
  const size = right.length;
  const solution = new Float64Array(size);
  solution.set(known);
  for (let row = known.length; row < size; row += 1) {
    let rest = right[row] ?? 0;
    for (let k = 0; k < row; k += 1) rest -= (factor[row * size + k] ?? 0) * (solution[k] ?? 0);
    solution[row] = rest / (factor[row * size + row] ?? 0);
  }
  return solution;
}

/** The x with L' x = `right`. */
export function solveUpper(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const solution = new Float64Array(size);
  for (let row = size - 1; row >= 0; row -= 1) {
    let rest = right[row] ?? 0;
    for (let k = row + 1; k < size; k += 1) rest -= (factor[k * size + row] ?? 0) * (solution[k] ?? 0);
    solution[row] = rest / (factor[row * size + row] ?? 0);
  }
  return solution;
}

/** The factor of a matrix of one row more, which ends with `last` on the diagonal. */
export function withRow(factor: Float64Array, row: Float64Array, last: number): Float64Array {
  const size = row.length;
  const larger = new Float64Array((size + 1) ** 2);
  for (let index = 0; index < size; index += 1) {
    larger.set(factor.subarray(index * size, (index + 1) * size), index * (size + 1));
  }
  larger.set(row, size * (size + 1));
  larger[larger.length - 1] = last;
  return larger;
}
