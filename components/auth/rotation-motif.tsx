const WIDTH = 720;
const HEIGHT = 900;
const STEP = 12;
const BAR = 9;
const BARS = WIDTH / STEP;
const NEW_BASE = 430;
const OLD_BASE = 640;
const STARTED = 11;
const RETIRED = 51;

/** Calls of one caller at step `i`: a daily rhythm that grows a little, with a grain that is always the same. */
function calls(i: number): number {
  const rhythm = 0.6 + 0.4 * Math.sin(((i - 3.5) / 10.6) * 2 * Math.PI);
  const grain = 1 + 0.06 * Math.sin(i * 12.9898) * Math.sin(i * 4.1414);
  return (150 + i * 1.1) * rhythm * grain + 22;
}

/** The share of calls that come with the new secret. */
function adoption(i: number): number {
  if (i < STARTED) return 0;
  if (i >= RETIRED) return 1;
  const along = (i - STARTED) / (RETIRED - STARTED);
  return 1 / (1 + Math.exp(-10 * (along - 0.42)));
}

const bars = Array.from({ length: BARS }, (_, i) => {
  const total = calls(i);
  const fresh = Math.round(total * adoption(i));
  return { x: i * STEP + 1, fresh, old: i < RETIRED ? Math.max(2, Math.round(total) - fresh) : 0 };
});

/** One key, two secrets: the old one's calls ebb away while the new one's rise, and no call is lost. */
export function RotationMotif() {
  const started = STARTED * STEP - 1;
  const retired = RETIRED * STEP + 5;
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMidYMid slice"
      className="absolute inset-0 size-full"
    >
      <g stroke="#353941">
        <path d={`M0 ${NEW_BASE + 0.5}H${WIDTH}M0 ${OLD_BASE + 0.5}H${WIDTH}`} />
      </g>
      <g fill="#dbb158">
        {bars.map((bar) => bar.fresh > 0 && <Bar key={bar.x} x={bar.x} base={NEW_BASE} height={bar.fresh} />)}
      </g>
      <g fill="#6e747f">
        {bars.map((bar) => bar.old > 0 && <Bar key={bar.x} x={bar.x} base={OLD_BASE} height={bar.old} />)}
      </g>
      <g stroke="#8a9099" strokeDasharray="3 4">
        <path d={`M${started + 0.5} 196V${OLD_BASE}`} />
        <path d={`M${retired + 0.5} 196V${OLD_BASE - 5}`} />
      </g>
      <circle
        cx={retired + 0.5}
        cy={OLD_BASE + 0.5}
        r="4.5"
        fill="#101215"
        stroke="#b0b5be"
        strokeWidth="1.5"
      />
    </svg>
  );
}

function Bar({ x, base, height }: { x: number; base: number; height: number }) {
  return <rect x={x} y={base - height} width={BAR} height={height} />;
}
