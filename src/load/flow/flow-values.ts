/** What the steps of flows have extracted so far, by arrival; and how they do. */

import { type JsonPath, readJsonPath, valueAt } from '../../plan/operation/json-path.ts';
import type { ExtractPlan } from '../../plan/operation/step-plan.ts';
import { boundedPattern } from '../bounded-pattern.ts';
import { readJson } from '../json-text.ts';

/** A token, an id, an address; a longer value is none of these. */
const LONGEST_VALUE = 64 * 1024;

export class FlowValues {
  /** Of the arrivals under way. */
  readonly #values = new Map<number, Map<string, string>>();

  begin(index: number): void {
    this.#values.set(index, new Map());
  }

  end(index: number): void {
    this.#values.delete(index);
  }

  /** '' for what was not extracted, which a plan that was checked never asks for. */
  field(index: number, name: string): string {
    return this.#values.get(index)?.get(name) ?? '';
  }

  fields(index: number): ReadonlyMap<string, string> {
    return this.#values.get(index) ?? new Map();
  }

  set(index: number, name: string, value: string): void {
    this.#values.get(index)?.set(name, value);
  }
}

/** False when something is missing in the body. Never throws. */
export type Extract = (index: number, body: Buffer) => boolean;

/** null: there is nothing to extract. */
export function compileExtract(plans: readonly ExtractPlan[], values: FlowValues): Extract | null {
  if (plans.length === 0) return null;
  const finders = plans.map((plan) => ({ name: plan.name, find: compileFinder(plan) }));
  const readsJson = plans.some((plan) => 'json' in plan);
  return (index, body) => {
    const text = body.toString('utf8');
    const json = readsJson ? readJson(text) : undefined;
    return finders.every(({ name, find }) => {
      const value = find(text, json);
      if (value === null || value.length > LONGEST_VALUE) return false;
      values.set(index, name, value);
      return true;
    });
  };
}

type Finder = (text: string, json: unknown) => string | null;

function compileFinder(plan: ExtractPlan): Finder {
  if ('json' in plan) {
    const path: JsonPath = readJsonPath(plan.json) ?? [];
    return (_, json) => {
      const value = valueAt(json, path);
      return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : null;
    };
  }
  const pattern = boundedPattern(plan.matches);
  return (text) => pattern.find(text);
}
