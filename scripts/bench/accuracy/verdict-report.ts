/** One verdict at the end of each series, as text and as a document. */
import { mustShow } from './must-show.ts';
import { type Judged, type Score, scoreOf } from './score.ts';
import { methodTable, scoreTable } from './score-table.ts';

export interface VerdictScores {
  readonly method: string;
  readonly perShape: readonly (readonly Judged[])[];
  readonly shapes: readonly { readonly name: string; readonly score: Score }[];
  readonly total: Score;
}

export function verdictScores(method: string, perShape: readonly (readonly Judged[])[]): VerdictScores {
  return {
    method,
    perShape,
    shapes: perShape.map((judged) => ({ name: titleOf(judged), score: scoreOf(judged) })),
    total: scoreOf(perShape.flat()),
  };
}

export function verdictText(scores: readonly VerdictScores[], totalsOnly: boolean): string {
  return [
    ...(totalsOnly ? [] : shapeTables(scores)),
    `All shapes together\n${scoreTable(scores.map(({ method, total }) => ({ name: method, score: total })))}`,
    ...scores.filter(({ method }) => method === 'soakd').map(({ perShape }) => mustShow(perShape)),
  ].join('\n\n');
}

function shapeTables(scores: readonly VerdictScores[]): string[] {
  const own = scores.filter(({ method }) => method === 'soakd');
  const across = methodTable(scores.map(({ method, shapes }) => ({ name: method, scores: shapes })));
  return [
    '? not identifiable in such a span, ± some are',
    ...own.map(({ shapes }) => `soakd\n${scoreTable(shapes)}`),
    `False leaks of what is sound, and leaks of ≥ 1.5 × detectable that were found, by method\n${across}`,
  ];
}

function titleOf(judged: readonly Judged[]): string {
  const count = judged.filter(({ identifiable }) => identifiable).length;
  return `${count === judged.length ? ' ' : count === 0 ? '?' : '±'} ${judged[0]?.shape ?? ''}`;
}
