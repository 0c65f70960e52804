/** Which corpus an operation takes its rows from. Works on the plan as written, as ../reference.ts does. */
import { unknownName } from '../document/named.ts';
import type { Path } from '../document/problem.ts';
import { placeholders, rowFieldOf } from '../document/template.ts';
import { asList, asMapping, type Finding, type Mapping, textsIn } from '../document/written.ts';

export function corpusFindings(plan: Mapping): Finding[] {
  const load = asMapping(plan['load']);
  const corpora = asMapping(load?.['corpora']) ?? {};
  return asList(load?.['operations']).flatMap((item, index): Finding[] => {
    const operation = asMapping(item) ?? {};
    const path = ['load', 'operations', index];
    const corpus = operation['corpus'];
    if (corpus === undefined) return rowsFromNowhere(operation, path, Object.keys(corpora));
    if (typeof corpus !== 'string') return [];
    if (!(corpus in corpora)) {
      const message = unknownName('corpus', corpus, Object.keys(corpora), 'expected corpora in the load');
      return [{ path: [...path, 'corpus'], message }];
    }
    const expects = 'expect' in (asMapping(corpora[corpus]) ?? {});
    // A module says so itself.
    if (!expects || 'blocked' in operation || 'module' in operation) return [];
    const message = `missing blocked, expected what counts as a refusal: the corpus ${corpus} says what should be refused`;
    return [{ path, message }];
  });
}

function rowsFromNowhere(operation: Mapping, path: Path, known: readonly string[]): Finding[] {
  return textsIn(operation, path).flatMap(({ path: at, text }) =>
    placeholders(text)
      .filter(({ expression }) => rowFieldOf(expression) !== null)
      .map(({ expression, offset }) => ({
        path: at,
        message: `found \${${expression}}, but the operation has no corpus; ${known.length === 0 ? 'expected corpora in the load, and corpus: NAME here' : `expected corpus: ${known.join(' or ')}`}`,
        offset,
      })),
  );
}
