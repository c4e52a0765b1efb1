const NBSP = "\u00a0";

/** Groups by comma, the same on server and client: 1204880 → `1,204,880`. */
export function formatCount(value: number): string {
  const sign = value < 0 ? "−" : "";
  return (
    sign +
    Math.abs(Math.round(value))
      .toString()
      .replace(/\B(?=(\d{3})+$)/g, ",")
  );
}

/** `1,284`, or `10,000+` for what was not counted further than `most`. */
export const formatCountUpTo = (count: number, most: number): string =>
  count > most ? `${formatCount(most)}+` : formatCount(count);

const trim = (value: number, digits: number) => {
  const text = value.toFixed(digits);
  return digits === 0 ? text : text.replace(/\.?0+$/, "");
};

/** For figures: up to 999,999 in full, then `4.07 M`, `1.2 G`. */
export function formatFigure(value: number): string {
  if (Math.abs(value) < 1e6) return formatCount(value);
  const [size, unit] = Math.abs(value) < 1e9 ? [1e6, "M"] : [1e9, "G"];
  return `${(value / size).toFixed(2)}${NBSP}${unit}`;
}

/** For an axis: `0`, `500`, `15k`, `1.5k`, `2M`. */
export function formatTick(value: number): string {
  if (Math.abs(value) < 1000) return trim(value, 2);
  if (Math.abs(value) < 1e6) return `${trim(value / 1e3, 1)}k`;
  if (Math.abs(value) < 1e9) return `${trim(value / 1e6, 1)}M`;
  return `${trim(value / 1e9, 1)}G`;
}

/** `97.51 %`; one digit unless said otherwise, fewer where they are noughts; `<0.1 %` for what would round to nothing. */
export function formatShare(part: number, whole: number, digits = 1): string {
  if (whole === 0) return "—";
  const percent = (100 * part) / whole;
  const least = 10 ** -digits;
  if (percent > 0 && percent < least / 2) return `<${least.toFixed(digits)}${NBSP}%`;
  if (percent < 100 && percent > 100 - least / 2) return `>${(100 - least).toFixed(digits)}${NBSP}%`;
  return `${trim(percent, digits)}${NBSP}%`;
}

/** Against the time before: `+7.6 %`, `−13.4 %`, `+1,521 %`; `new` where there was nothing, `—` where there is nothing still. */
export function formatChange(now: number, before: number): string {
  if (before === 0) return now === 0 ? "—" : "new";
  const percent = (100 * (now - before)) / before;
  const digits = Math.abs(percent) >= 100 ? 0 : 1;
  const text = digits === 0 ? formatCount(Math.abs(percent)) : trim(Math.abs(percent), digits);
  if (text === "0") return `0${NBSP}%`;
  return `${percent > 0 ? "+" : "−"}${text}${NBSP}%`;
}

/** `1 call`, `1,204 calls`. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
