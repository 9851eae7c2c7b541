// A figure over time, drawn in steps. Pointing at it, or walking it with the arrow keys, reads a moment off.
import { useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatShort } from '../base/clocks';
import { levelAt, scaleTop, stepPath, type Level, type Span } from '../base/levels';
import './level_chart.css';

const box = { width: 1000, height: 200 }; // stretched to whatever room there is

type Props = {
  label: string; // of the figure
  levels: readonly Level[];
  span: Span;
  zone: string;
  low?: number | null; // where it begins to be too little
};

const steps: { [key: string]: number } = { ArrowLeft: -0.02, ArrowRight: 0.02 };

/** Which moment is pointed at, as a share of the span. */
function usePointed() {
  const [share, setShare] = useState<number>();
  const within = (value: number) => Math.min(1, Math.max(0, value));
  const onPointerMove = ({ clientX, currentTarget }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    if (width) setShare(within((clientX - left) / width));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    setShare(within((share ?? 1) + step));
  };
  const leave = () => setShare(undefined);
  return { share, handlers: { onPointerMove, onPointerLeave: leave, onKeyDown, onBlur: leave } };
}

export function LevelChart({ label, levels, span, zone, low }: Props) {
  const { t, i18n } = useTranslation();
  const { share, handlers } = usePointed();
  const top = scaleTop(levels, low ?? 0);
  const path = useMemo(
    () => stepPath(levels, span, top, box.width, box.height),
    [levels, span, top],
  );
  const number = (units: number) => units.toLocaleString(i18n.language);
  const when = (at: number) => formatShort(new Date(at).toISOString(), zone, Date.now());
  const at = share === undefined ? span.to : span.from + share * (span.to - span.from);
  const read = levelAt(levels, at);
  const start = levels[0]?.at ?? span.to;
  const x = Math.max(0, (start - span.from) / Math.max(1, span.to - span.from)) * box.width;
  const y = (units: number) => box.height - (units / top) * box.height;
  return (
    <figure className="levels">
      <figcaption aria-live="polite">
        {read ? (
          <>
            <span className="quiet">{when(at)}</span> {label} <b>{number(read.units)}</b>
          </>
        ) : (
          <span className="quiet">{t('stock.chart.unknown', { time: when(at) })}</span>
        )}
      </figcaption>
      <div className="levels-plot" tabIndex={0} role="group" aria-label={label} {...handlers}>
        <svg viewBox={`0 0 ${box.width} ${box.height}`} preserveAspectRatio="none" aria-hidden>
          <path className="levels-line-quiet" d={`M0 ${box.height / 2}H${box.width}`} />
          <path className="levels-area" d={`${path}V${box.height}H${x}Z`} />
          <path className="levels-line" d={path} />
          {low ? <path className="levels-low" d={`M0 ${y(low)}H${box.width}`} /> : null}
          {share !== undefined && (
            <path className="levels-at" d={`M${share * box.width} 0V${box.height}`} />
          )}
        </svg>
        <span className="levels-top">{number(top)}</span>
        {top > 1 && <span className="levels-middle">{number(top / 2)}</span>}
      </div>
      <div className="levels-times quiet">
        <span>{when(span.from)}</span>
        <span>{when(span.to)}</span>
      </div>
    </figure>
  );
}
