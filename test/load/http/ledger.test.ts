import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Ledger } from '../../../src/load/http/ledger.ts';

test('updates that were acknowledged and are not in the counter are lost, each told once', () => {
  const ledger = new Ledger(100);
  for (let update = 0; update < 10; update++) {
    ledger.issue();
    ledger.acknowledge();
  }
  assert.equal(ledger.audit(ledger.look(), 110), 0);
  assert.equal(ledger.audit(ledger.look(), 107), 3);
  assert.equal(ledger.audit(ledger.look(), 107), 0);
  assert.equal(ledger.audit(ledger.look(), 105), 2);
});

test('what was not acknowledged may be in the counter or not', () => {
  const ledger = new Ledger(0);
  ledger.issue();
  assert.equal(ledger.audit(ledger.look(), 0), 0);
  assert.equal(ledger.audit(ledger.look(), 1), 0);
});

/** Updates and looks in any order; each update may be applied at any time while it is under way, or be lost. */
const steps = fc.array(fc.constantFrom('issue', 'apply', 'lose', 'acknowledge', 'look', 'audit'), {
  maxLength: 200,
});

test('never are more lost than truly are, and with nothing under way exactly as many', () => {
  fc.assert(
    fc.property(steps, fc.option(fc.constant(7)), (list, from) => {
      const ledger = new Ledger(from);
      let value = 7;
      let told = 0;
      let lost = 0;
      let [underWay, applied, missing] = [0, 0, 0];
      let looked: number | null = null;
      // Without a known beginning the first look stands for it, here before all updates.
      if (from === null) ledger.audit(ledger.look(), value);
      for (const step of list) {
        if (step === 'issue') {
          ledger.issue();
          underWay++;
        } else if (step === 'apply' && underWay > 0) {
          underWay--;
          applied++;
          value++;
        } else if (step === 'lose' && underWay > 0) {
          underWay--;
          missing++;
        } else if (step === 'acknowledge' && applied + missing > 0) {
          ledger.acknowledge();
          if (missing > 0) {
            missing--;
            lost++;
          } else applied--;
        } else if (step === 'look') looked = ledger.look();
        else if (step === 'audit' && looked !== null) told += ledger.audit(looked, value);
        assert.ok(told <= lost, `${told} told, ${lost} lost`);
      }
      // The rest is applied and acknowledged.
      for (; applied + underWay > 0; applied > 0 ? applied-- : underWay--) {
        if (applied === 0) value++;
        ledger.acknowledge();
      }
      if (missing === 0) assert.equal(told + ledger.audit(ledger.look(), value), lost);
    }),
    { numRuns: 500 },
  );
});
