import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderHtml } from '../../../src/report/html/report.ts';
import { readMaterial } from '../../../src/report/material.ts';
import { openStoreReader } from '../../../src/store/reader.ts';
import { storeFaultySoak } from '../../analysis/faulty-soak.ts';
import { temporaryFolder } from '../../fixture/soakd.ts';

test('the HTML report has a table of the faults, and shades their time on the charts', async (context) => {
  using reader = await openStoreReader(await storeFaultySoak(temporaryFolder(context), true));
  const html = renderHtml(readMaterial(reader)).join('');
  assert.match(html, /<h2 id="faults">Faults<\/h2>/);
  assert.match(html, /freezes leaky/);
  assert.match(html, /1 of 1 processes are stopped; 1 processes go on/);
  assert.match(html, /<span class="swatch fault"><\/span>fault/);
  assert.match(html, /"kind":"fault","fromS":800,"toS":860/);
});
