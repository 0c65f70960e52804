import type { ChartDocument } from '../chart-data.ts';
import { draw } from './chart.ts';
import type { Browser, Element, UPlot } from './types.ts';
import { moment } from './words.ts';

/** Draws all charts, and again when the colours or the width change; one range of time for all of them. */
export function show(browser: Browser): void {
  const { document } = browser;
  const page = JSON.parse(
    document.getElementById('chart-data')?.textContent ?? 'null',
  ) as ChartDocument | null;
  if (page === null) return;
  const output = document.getElementById('range');
  const height = 240;
  const onPaper = { width: 680, height: 190 };
  let [fromS, toS] = [page.fromS, page.toS];
  let plots: { readonly plot: UPlot; readonly place: Element }[] = [];
  const setRange = (from: number, to: number): void => {
    const least = Math.min(1, page.toS - page.fromS);
    fromS = Math.max(page.fromS, Math.min(from, page.toS - least));
    toS = Math.min(page.toS, Math.max(to, fromS + least));
    for (const { plot } of plots) plot.setScale('x', { min: fromS, max: toS });
    if (output !== null) output.textContent = `${moment(fromS)} to ${moment(toS)}`;
  };
  const on = {
    range: () => [fromS, toS] as const,
    zoom: setRange,
    whole: () => setRange(page.fromS, page.toS),
  };
  const drawAll = (size: typeof onPaper | null): void => {
    for (const { plot } of plots) plot.destroy();
    plots = page.charts.flatMap((chart) => {
      const place = document.getElementById(chart.id);
      if (place === null) return [];
      return [
        { place, plot: draw(browser, page, chart, place, size ?? { width: place.clientWidth, height }, on) },
      ];
    });
  };
  const actions: Readonly<Record<string, () => void>> = {
    in: () => setRange(fromS + (toS - fromS) / 4, toS - (toS - fromS) / 4),
    out: () => setRange(fromS - (toS - fromS) / 2, toS + (toS - fromS) / 2),
    earlier: () => {
      const by = Math.min((toS - fromS) / 2, fromS - page.fromS);
      setRange(fromS - by, toS - by);
    },
    later: () => {
      const by = Math.min((toS - fromS) / 2, page.toS - toS);
      setRange(fromS + by, toS + by);
    },
    whole: on.whole,
  };
  drawAll(null);
  setRange(fromS, toS);
  for (const button of document.querySelectorAll('button[data-range]'))
    button.addEventListener('click', () => actions[button.dataset['range'] ?? '']?.());
  const toolbar = document.getElementById('range-tools');
  if (toolbar !== null) toolbar.hidden = false;
  // Paper has its own size and colours, whatever the screen does meanwhile.
  let isPrinting = false;
  browser.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    if (!isPrinting) drawAll(null);
  });
  browser.addEventListener('beforeprint', () => {
    isPrinting = true;
    drawAll(onPaper);
  });
  browser.addEventListener('afterprint', () => {
    isPrinting = false;
    drawAll(null);
  });
  const [widest] = plots;
  if (widest === undefined) return;
  new browser.ResizeObserver(() => {
    if (isPrinting) return;
    for (const { plot, place } of plots) plot.setSize({ width: place.clientWidth, height });
  }).observe(widest.place);
}
