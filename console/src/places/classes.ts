// Five classes with round limits for a sequential scale.
function round(value: number): number {
  if (value < 10) return Math.round(value);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  const step = unit * 5;
  return value >= step * 2 ? Math.round(value / step) * step : Math.round(value / unit) * unit;
}

/** Lower limits of the upper four classes, strictly rising; fewer when the values are alike. */
export function limits(values: number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const found: number[] = [];
  for (const share of [0.2, 0.4, 0.6, 0.8]) {
    const limit = round(sorted[Math.floor(share * sorted.length)] ?? 0);
    if (limit > (found[found.length - 1] ?? 0)) found.push(limit);
  }
  return found;
}

export function classOf(value: number, cuts: number[]): number {
  return cuts.filter((cut) => value >= cut).length;
}
