/** What was found of a machine, the worst first in words: one sentence, then a line for each thing. */
import type { Examination, Finding, FindingState } from '../machine/finding.ts';
import { type PageStyle, pageOf, section } from './page.ts';
import { hang, plain, wrap } from './plain.ts';

const MARKS = { ok: '✓', limited: '!', missing: '✗' } as const;
const AS_VERDICT = { ok: 'pass', limited: 'inconclusive', missing: 'fail' } as const;
const STATE_WIDTH = 9;

export function renderMachine(examinations: readonly Examination[], style: PageStyle): string {
  const page = pageOf({ criteria: [] }, style);
  const all = examinations.flatMap(({ findings }) => findings);
  const width = Math.max(...all.map(({ subject }) => subject.length)) + 2;
  const line = ({ subject, state, found, remedy }: Finding): string[] => {
    const word = page.unicode ? `${MARKS[state]} ${state}` : state;
    const head = `${word.padEnd(STATE_WIDTH + 1)}${subject.padEnd(width)}`;
    const [first = '', ...rest] = hang(head, plain(found), page.width);
    const painted = page.palette.verdict(word, AS_VERDICT[state]);
    const indent = ' '.repeat(head.length);
    const advice = remedy === null ? [] : hang(`${indent}→ `, plain(remedy), page.width);
    const arrow = page.unicode ? '→' : '>';
    return [
      `${painted}${first.slice(word.length)}`,
      ...rest,
      ...advice.map((text) => page.palette.faint(text.replace('→', arrow))),
    ];
  };
  const lines = [
    ...wrap(conclusion(all), page.width).map((text) => page.palette.heading(text)),
    ...examinations.flatMap(({ heading, findings }) => section(page, heading, findings.flatMap(line))),
  ];
  return `${lines.join('\n')}\n`;
}

function conclusion(findings: readonly Finding[]): string {
  const blocked = findings.filter(({ blocks, state }) => blocks && state !== 'ok');
  if (blocked.length > 0)
    return `No soak is possible here: ${blocked.map(({ subject, found }) => `${subject}: ${found}`).join('; ')}.`;
  const count = (wanted: FindingState): number => findings.filter(({ state }) => state === wanted).length;
  if (count('limited') + count('missing') === 0) return 'Nothing is in the way of a soak.';
  const parts = [
    count('missing') > 0 ? `${count('missing')} missing` : null,
    count('limited') > 0 ? `${count('limited')} limited` : null,
  ].filter((part) => part !== null);
  return `Soaks work here, with less to go by: ${parts.join(' and ')} of ${findings.length}.`;
}
