/** What lies behind and over the lines. */
import type { Mark, Shade } from '../chart-data.ts';
import type { UPlot } from './types.ts';

export function paintShades(plot: UPlot, shades: readonly Shade[], colour: (name: string) => string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { kind, fromS, toS } of shades) {
    const left = Math.max(bbox.left, plot.valToPos(fromS, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(toS, 'x', true));
    if (!(right > left)) continue;
    ctx.fillStyle = colour(`--shade-${kind}`);
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

export function paintMarks(plot: UPlot, marks: readonly Mark[], colour: (name: string) => string): void {
  const { ctx, bbox } = plot;
  const size = bbox.height / 25;
  ctx.save();
  for (const { kind, atS } of marks) {
    const x = plot.valToPos(atS, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = colour(`--mark-${kind}`);
    ctx.fillStyle = ctx.strokeStyle;
    ctx.lineWidth = 1;
    ctx.setLineDash([2, 4]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - size / 2, bbox.top);
    ctx.lineTo(x + size / 2, bbox.top);
    ctx.lineTo(x, bbox.top + size);
    ctx.closePath();
    ctx.fill();
  }
  ctx.restore();
}
