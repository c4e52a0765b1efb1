import type { UsagePoint } from "@/components/charts/series";
export function fakePoints(now: number, hours: number, scale = 2400, seed = 1): UsagePoint[] {
  let s = seed;
  const rnd = () => (s = (s * 16807) % 2147483647) / 2147483647;
  const end = Math.floor(now / 3.6e6) * 3.6e6;
  return Array.from({ length: hours }, (_, i) => {
    const at = end - (hours - 1 - i) * 3.6e6;
    const d = new Date(at);
    const h = (d.getUTCHours() + 1) % 24;
    const weekend = [0, 6].includes(d.getUTCDay());
    const day = Math.max(0.1, Math.sin(((h - 6) / 15) * Math.PI));
    const v = Math.round(scale * day * (weekend ? 0.42 : 1) * (0.9 + rnd() * 0.2));
    const spike = i > hours - 60 && i < hours - 56;
    const byCode: UsagePoint["byCode"] = { VALID: spike ? Math.round(v * 0.6) : v };
    if (spike) byCode.RATE_LIMITED = Math.round(scale * 0.35);
    else if (rnd() > 0.6) byCode.RATE_LIMITED = Math.round(v * 0.012);
    if (rnd() > 0.5) byCode.INSUFFICIENT_PERMISSIONS = Math.round(v * 0.02);
    if (rnd() > 0.9) byCode.FORBIDDEN_IP = Math.round(scale * 0.03 * rnd());
    if (rnd() > 0.93) byCode.EXPIRED = Math.round(scale * 0.02 * rnd());
    if (rnd() > 0.95) byCode.DISABLED = Math.round(scale * 0.02 * rnd());
    return { start: new Date(at).toISOString(), byCode };
  });
}
