/**
 * A report for a CI server: a test case for each criterion, named by its rule, in the class of its target. What failed is
 * a failure, what is undecided is an error: neither lets a build pass.
 */
import type { Assessment } from '../analysis/assessment.ts';
import { intervalText, type QuantityStyle, quantityText } from '../plan/quantity/figure.ts';
import type { CriterionVerdict, Verdict } from '../verdict/verdict.ts';
import { conclusionOf } from './conclusion.ts';
import { quantityStyle } from './page.ts';
import { plain } from './plain.ts';
import { slopeRule } from './slope-rule.ts';
import { trendEvidence } from './trend-evidence.ts';
import { trendName } from './trend-name.ts';

interface Case {
  readonly name: string;
  readonly of: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly evidence: readonly string[];
}

const WORST: readonly Verdict[] = ['fail', 'inconclusive', 'pass'];

export function renderJunit(assessment: Assessment): string {
  const { run } = assessment;
  const cases = casesOf(assessment);
  const count = (verdict: Verdict): number => cases.filter((one) => one.verdict === verdict).length;
  const counts = { tests: cases.length, failures: count('fail'), errors: count('inconclusive'), skipped: 0 };
  const timeS = run.observedS.toFixed(3);
  const suite = {
    name: run.name,
    // ISO 8601 without a zone, which is how the schemas in use want it; UTC.
    timestamp: run.startedAt.replace(/\.\d+Z$/, ''),
    hostname: String(run.host['hostname'] ?? 'unknown'),
    ...counts,
    time: timeS,
  };
  const { head, because } = conclusionOf(assessment, quantityStyle(assessment));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'soakd', ...counts, time: timeS })}>`,
    `  <testsuite${attributes(suite)}>`,
    '    <properties>',
    ...properties(assessment).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...cases.flatMap(caseLines),
    `    <system-out>${escapeXml(`${head} ${because}`)}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** A run can be undecided, or worse, though each of its criteria holds: that is a case of its own. */
function casesOf(assessment: Assessment): Case[] {
  const { criteria, self, verdict, reason, run } = assessment;
  const style = quantityStyle(assessment);
  const cases = [
    ...criteria.map((one) => caseOf(one, one.target ?? run.name, assessment, style)),
    ...self.criteria.map((one) => caseOf({ ...one, verdict: ofSelf(one) }, 'soakd', assessment, style)),
  ];
  const told = cases.some((one) => WORST.indexOf(one.verdict) <= WORST.indexOf(verdict));
  if (told) return cases;
  return [...cases, { name: 'the run as a whole', of: run.name, verdict, reason, evidence: [] }];
}

/** A soakd that is not well leaves the run undecided and fails none; that it may be well keeps no run from passing. */
function ofSelf({ verdict }: CriterionVerdict): Verdict {
  return verdict === 'fail' ? 'inconclusive' : 'pass';
}

function caseOf(criterion: CriterionVerdict, of: string, { trends }: Assessment, style: QuantityStyle): Case {
  const { rule, target, verdict, reason, observed, low, high, unit } = criterion;
  const slope = slopeRule(rule);
  const about = trends.filter((trend) => trend.target === target && trendName(trend) === slope?.metric);
  return {
    name: rule,
    of,
    verdict,
    reason,
    evidence: [
      `observed ${quantityText(observed, unit, style)}`,
      ...(low === null ? [] : [`interval ${intervalText(low, high, unit, style)}`]),
      ...about.map((trend) => {
        const life = trend.generation === null ? '' : ` #${trend.generation}`;
        return `${trendName(trend)}${life}: ${trendEvidence(trend, style).join('; ')}`;
      }),
    ],
  };
}

function caseLines({ name, of, verdict, reason, evidence }: Case): string[] {
  const open = `    <testcase${attributes({ name, classname: of, time: '0' })}`;
  const body = escapeXml([reason, ...evidence].filter((line) => line !== '').join('\n'));
  if (verdict === 'pass') return [`${open}>`, `      <system-out>${body}</system-out>`, '    </testcase>'];
  const element = verdict === 'fail' ? 'failure' : 'error';
  const about = attributes({ message: reason === '' ? verdict : reason, type: verdict });
  return [`${open}>`, `      <${element}${about}>${body}</${element}>`, '    </testcase>'];
}

function properties({ run, verdict, coverage }: Assessment): [string, string][] {
  const host = Object.entries(run.host).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' || typeof value === 'number' ? [[`host.${key}`, String(value)]] : [],
  );
  return [
    ['run', run.id],
    ['state', run.state],
    ['verdict', verdict],
    ['planSha256', run.planSha256],
    ['coverage', String(coverage)],
    ...host,
  ];
}

function attributes(of: Readonly<Record<string, string | number>>): string {
  return Object.entries(of)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}

/** XML 1.0 has no place for control characters, lone surrogates and the two last code points of the plane. */
function escapeXml(text: string): string {
  return text
    .split('\n')
    .map(plain)
    .join('\n')
    .toWellFormed()
    .replace(/[\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
