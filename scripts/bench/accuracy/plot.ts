/** Recall against false leaks, one mark a method, as SVG. */
import { clopperPearson } from './clopper-pearson.ts';
import type { Split } from './labelled-series.ts';
import type { Share } from './score.ts';
import type { VerdictScores } from './verdict-report.ts';

const WIDTH = 640;
const HEIGHT = 400;
const LEFT = 60;
const RIGHT = 170;
const TOP = 36;
const BOTTOM = 52;
/** Of false leaks; more than any method of use calls. */
const MOST_FALSE = 0.4;
const OWN = '#0b6e4f';
const OTHERS = '#8a8f98';
const INK = '#24292f';
/** Labels of methods that score alike are kept this far apart. */
const LABEL_PX = 14;

export function plotScores(split: Split, scores: readonly VerdictScores[]): string {
  const marks = scores
    .map(({ method, total }) => ({ method, across: total.falseLeak, up: total.plainRecall }))
    .sort((a, b) => y(rate(a.up)) - y(rate(b.up)));
  let lowest = Number.NEGATIVE_INFINITY;
  const drawn = marks.map(({ method, across, up }) => {
    const labelY = Math.max(y(rate(up)), lowest + LABEL_PX);
    lowest = labelY;
    return mark(method, across, up, labelY);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="${INK}">
<title>Leaks found against false leaks, ${split} shapes</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="20" font-size="14">Leaks found against false leaks, ${split} shapes</text>
${axes()}
${drawn.join('\n')}
</svg>
`;
}

function axes(): string {
  const bottom = y(0);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<path d="M${LEFT} ${y(share)}H${x(MOST_FALSE)}" stroke="#e4e6ea"/><text x="${LEFT - 8}" y="${y(share) + 4}" text-anchor="end">${100 * share} %</text>`,
  );
  const across = [0, 0.1, 0.2, 0.3, 0.4].map(
    (share) =>
      `<path d="M${x(share)} ${bottom}v5" stroke="${INK}"/><text x="${x(share)}" y="${bottom + 18}" text-anchor="middle">${Math.round(100 * share)} %</text>`,
  );
  return [
    ...ticks,
    ...across,
    `<text x="${(LEFT + x(MOST_FALSE)) / 2}" y="${HEIGHT - 10}" text-anchor="middle">benign series called leaking</text>`,
    `<text transform="translate(16 ${(TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">leaks ≥ 1.5 × detectable found</text>`,
  ].join('\n');
}

/** A cross as wide and high as the 95 % intervals; the label to the right of the plot's own mark. */
function mark(method: string, across: Share, up: Share, labelY: number): string {
  const colour = method === 'soakd' ? OWN : OTHERS;
  const [left, right] = clopperPearson(across).map(x);
  const [low, high] = clopperPearson(up).map(y);
  const at = { x: x(rate(across)), y: y(rate(up)) };
  return `<path d="M${left} ${at.y}H${right}M${at.x} ${low}V${high}" stroke="${colour}"/><circle cx="${at.x}" cy="${at.y}" r="4" fill="${colour}"/><path d="M${at.x + 6} ${at.y}L${x(MOST_FALSE) + 6} ${labelY}" stroke="#d0d3d9" stroke-width="0.5"/><text x="${x(MOST_FALSE) + 10}" y="${labelY + 4}" fill="${method === 'soakd' ? OWN : INK}">${method.replace('>', '&gt;')}</text>`;
}

function rate({ count, of }: Share): number {
  return of === 0 ? 0 : count / of;
}

function x(share: number): number {
  return rounded(LEFT + (Math.min(share, MOST_FALSE) / MOST_FALSE) * (WIDTH - LEFT - RIGHT));
}

function y(share: number): number {
  return rounded(TOP + (1 - share) * (HEIGHT - TOP - BOTTOM));
}

function rounded(px: number): number {
  return Math.round(10 * px) / 10;
}
