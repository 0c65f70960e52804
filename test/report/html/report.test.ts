/** The HTML report in a real browser. */
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { renderHtml } from '../../../src/report/html/report.ts';
import { type Material, readMaterial } from '../../../src/report/material.ts';
import { openStoreReader } from '../../../src/store/reader.ts';
import { openStoreWriter } from '../../../src/store/writer.ts';
import { storeSoak, type Variation } from '../../analysis/stored-soak.ts';
import { openBrowser, openFile } from '../../fixture/browser.ts';
import { writeLongSoak } from '../../fixture/long-soak.ts';
import { temporaryFolder } from '../../fixture/soakd.ts';
import { sample } from '../sample-assessment.ts';

const CRITERIA = ['anon.slope < 5MB/h', 'fds.slope < 60/h', 'latency.p99 < 200ms', 'success >= 99%'];

/** Of half an hour with two targets, a crash and a gap. */
async function writeReport(
  context: TestContext,
  variation: Variation = {},
  changed: (material: Material) => Material = (material) => material,
): Promise<string> {
  const folder = temporaryFolder(context);
  const { file } = await storeSoak(folder, { criteria: CRITERIA, ...variation });
  using reader = await openStoreReader(file);
  const html = join(folder, 'report.html');
  writeFileSync(html, renderHtml(changed(readMaterial(reader))).join(''));
  return html;
}

interface Drawn {
  readonly id: string;
  /** Share of the canvas in the colours of lines, and in those of trends. */
  readonly line: number;
  readonly trend: number;
}

/** What is on each canvas, by its pixels. */
function drawnOn(page: Page): Promise<Drawn[]> {
  return page.evaluate(`(() => {
    const style = getComputedStyle(document.documentElement);
    const rgb = (name) => style.getPropertyValue(name).trim().match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16));
    return [...document.querySelectorAll('.chart')].map((chart) => {
      const canvas = chart.querySelector('canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const share = (name) => {
        const colours = [1, 2, 3].map((number) => rgb('--' + name + '-' + number));
        let count = 0;
        for (let at = 0; at < data.length; at += 4)
          if (data[at + 3] > 200 && colours.some((colour) => [0, 1, 2].every((part) => Math.abs(data[at + part] - colour[part]) < 12)))
            count += 1;
        return (4 * count) / data.length;
      };
      return { id: chart.id, line: share('line'), trend: share('trend') };
    });
  })()`) as Promise<Drawn[]>;
}

test('it says nothing on the console, asks for nothing, and draws every chart with its trend', async (context) => {
  const browser = await openBrowser(context);
  const { page, said, requests } = await openFile(browser, await writeReport(context));
  const drawn = await drawnOn(page);
  assert.deepEqual(
    await page.$$eval('figcaption h3', (headings) => headings.map(({ textContent }) => textContent)),
    [
      'Memory of leaky',
      'Open descriptors of leaky',
      'Threads of leaky',
      'Processor time of leaky, in percent of one core',
      'Memory of steady',
      'Open descriptors of steady',
      'Threads of steady',
      'Processor time of steady, in percent of one core',
      'Latency, all operations',
      'Operations per second',
      'Errors, in percent of the operations that ended',
      'Size of state',
      'heap',
    ],
  );
  assert.equal(drawn.length, 13);
  const [memory] = drawn;
  assert.ok(memory && memory.line > 0.0005 && memory.trend > 0.0005, JSON.stringify(memory));
  for (const { id, line, trend } of drawn)
    assert.ok(line + trend > 0.0003, `${id} shows no line: ${line}, ${trend}`);
  assert.deepEqual(said, []);
  assert.deepEqual(requests, []);
});

test('its policy refuses what is not in the file', async (context) => {
  const html = await writeReport(context);
  const text = readFileSync(html, 'utf8');
  assert.match(text, /content="default-src &#39;none&#39;; script-src &#39;sha256-/);
  assert.doesNotMatch(text, /unsafe-/);
  writeFileSync(
    html,
    text.replace('</body>', '<script>document.title = "taken"</script><img src="x.png"></body>'),
  );
  const browser = await openBrowser(context);
  const { page, said } = await openFile(browser, html);
  assert.notEqual(await page.title(), 'taken');
  assert.equal(said.filter((line) => /Content.Security.Policy/i.test(line)).length, 2, said.join('\n'));
});

test('the conclusion comes first; criteria, trends, load, lives, events and the plan follow', async (context) => {
  const browser = await openBrowser(context);
  const { page } = await openFile(browser, await writeReport(context));
  const text = (selector: string): Promise<string> =>
    page.$eval(selector, ({ textContent }) => (textContent ?? '').replace(/\s+/g, ' '));
  assert.match(await text('.conclusion'), /FAIL: leaky anon rises 20(\.\d)? MB\/h/);
  assert.deepEqual(await page.$$eval('h2', (headings) => headings.map(({ textContent }) => textContent)), [
    'Criteria',
    'Charts',
    'Trends',
    'Load',
    'Targets',
    'Events',
    'Unavailable',
    'Plan',
    'Host',
    'soakd itself',
    'How to read this',
  ]);
  assert.match(await text('section[aria-labelledby=criteria] tbody tr'), /anon\.slope < 5MB\/hleaky✗ fail20/);
  assert.match(await text('section[aria-labelledby=targets]'), /steady.*killed by SIGSEGV|steady/);
  assert.match(await text('section[aria-labelledby=plan] pre'), /name: half-hour duration: 30m/);
});

for (const dark of [false, true]) {
  test(`axe finds nothing serious in it, ${dark ? 'dark' : 'light'}, with all its details open`, async (context) => {
    const browser = await openBrowser(context);
    const html = await writeReport(context, {}, withAlerts);
    const { page } = await openFile(browser, html, { dark, bypassing: true });
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
    const found = (await page.evaluate('axe.run()')) as {
      readonly passes: readonly unknown[];
      readonly violations: readonly {
        readonly id: string;
        readonly impact: string;
        readonly nodes: readonly { readonly html: string }[];
      }[];
    };
    assert.ok(found.passes.length > 20, 'axe looked at the page');
    assert.deepEqual(
      found.violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html}`),
      [],
    );
  });
}

/** What the half hour has none of. */
function withAlerts(material: Material): Material {
  const alerts: Material['assessment']['alerts'] = [
    {
      name: 'memory',
      rule: 'anon > 45MB',
      severity: 'warning',
      target: 'leaky',
      state: 'resolved',
      sinceS: 900,
      firedS: 960,
      firedAt: '2026-11-20T22:16:00.000Z',
      endedS: 1200,
      limit: 45e6,
      peak: 47e6,
      unit: 'bytes',
      notifications: [
        { notifier: 'webhook', status: 'firing', state: 'delivered', attempts: 1, atS: 961, why: null },
      ],
    },
  ];
  const bytes = { mappings: 3, rssBytes: 40e6, pssBytes: 40e6, anonBytes: 39e6, swapBytes: 0 };
  const snapshots: Material['assessment']['snapshots'] = [
    {
      atS: 960,
      at: '2026-11-20T22:16:00.000Z',
      target: 'leaky',
      generation: 1,
      cause: 'alert',
      about: 'memory',
      processes: [{ pid: 1, comm: 'node', rssBytes: 40e6, descriptors: 20, threads: 11 }],
      processCount: 1,
      memory: {
        ...bytes,
        kinds: [{ ...bytes, kind: 'heap' }],
        largest: [{ ...bytes, kind: 'heap', name: '[heap]' }],
      },
      descriptors: {
        count: 20,
        kinds: [{ kind: 'tcp', count: 12 }],
        peers: [{ peer: '127.0.0.1:5432', state: 'ESTABLISHED', count: 9 }],
        files: [{ path: '/var/log/leaky.log', count: 1 }],
      },
      threads: {
        count: 11,
        states: [{ state: 'S', count: 11 }],
        groups: [{ name: 'node', state: 'S', wait: 'ep_poll', count: 7 }],
        stacks: [{ frames: ['ep_poll', 'do_epoll_wait'], count: 7 }],
      },
      command: null,
      signal: { signal: 'SIGUSR2', sent: true, why: null },
      unavailable: { stacks: 'needs CAP_SYS_ADMIN' },
      tookMs: 12,
    },
  ];
  const { unavailable } = sample;
  return { ...material, assessment: { ...material.assessment, alerts, snapshots, unavailable } };
}

test('the buttons change the range of all charts, from the keyboard as well', async (context) => {
  const browser = await openBrowser(context);
  const { page } = await openFile(browser, await writeReport(context));
  const range = (): Promise<string | null> => page.$eval('#range', ({ textContent }) => textContent);
  const whole = await drawnOn(page);
  assert.equal(await range(), '0:00 to 30:02');
  await page.focus('button[data-range=in]');
  await page.keyboard.press('Enter');
  assert.equal(await range(), '7:31 to 22:32');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  assert.equal(await range(), '15:01 to 30:02');
  const later = await drawnOn(page);
  assert.notDeepEqual(later, whole);
  await page.click('button[data-range=whole]');
  assert.deepEqual(await drawnOn(page), whole);
});

test('a drag over one chart looks closer at all of them', async (context) => {
  const browser = await openBrowser(context);
  const { page } = await openFile(browser, await writeReport(context));
  const over = await page.$('#chart-1 .u-over');
  await over?.scrollIntoView();
  const box = await over?.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 4, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 50, { steps: 5 });
  await page.mouse.up();
  assert.match(
    (await page.$eval('#range', ({ textContent }) => textContent)) ?? '',
    /^7:[23]\d to (14:5|15:0)\d$/,
  );
});

test('what the cursor is at is told, of readings and of trends', async (context) => {
  const browser = await openBrowser(context);
  const { page } = await openFile(browser, await writeReport(context));
  const over = await page.$('#chart-1 .u-over');
  await over?.scrollIntoView();
  const box = await over?.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + (3 * box.width) / 4, box.y + 50);
  const legend = await page.$eval('#chart-1 .u-legend', ({ textContent }) => textContent ?? '');
  const [, at, wall] = /^at(\d+:\d\d) \((.*?) UTC\)/.exec(legend) ?? [];
  assert.match(at ?? '', /^22:\d\d$/);
  assert.equal(wall, `2026-11-20 22:${at}`);
  // 40 MB and 20 MB/h: the reading and its trend say the same.
  const [anon = 0, trend = 0] = [/anon([\d.]+) MB/, /anon trend([\d.]+) MB/].map((pattern) =>
    Number(pattern.exec(legend)?.[1]),
  );
  assert.ok(Math.abs(anon - trend) < 0.5 && Math.abs(anon - 47.5) < 0.7, legend);
});

test('names and texts with markup do nothing', async (context) => {
  const wild =
    '</script><img src=x onerror="document.title=\'taken\'"><script>document.title="taken"</script>';
  const html = await writeReport(context, {}, (material) => {
    const { assessment, facts } = material;
    const [first] = assessment.criteria;
    assert.ok(first);
    return {
      ...material,
      facts: { ...facts, name: wild, planText: `${facts.planText}\n# ${wild}`, targets: [wild, wild] },
      assessment: {
        ...assessment,
        reason: wild,
        criteria: [{ ...first, rule: wild, target: wild, reason: wild }],
        targets: assessment.targets.map((target) => ({ ...target, name: wild })),
        events: assessment.events.map((event) => ({ ...event, kind: 'note', text: wild, target: wild })),
        unavailable: [{ target: wild, metric: wild, sinceS: 1, reason: wild }],
        run: { ...assessment.run, name: wild, host: { hostname: wild } },
      },
    };
  });
  const browser = await openBrowser(context);
  const { page, said, requests } = await openFile(browser, html);
  assert.notEqual(await page.title(), 'taken');
  assert.deepEqual([said, requests], [[], []]);
  assert.equal((await page.$$('img')).length, 0);
  assert.equal((await drawnOn(page)).length, 13, 'the data are read all the same');
  assert.ok(
    (await page.$eval('#chart-1', (chart) => chart.getAttribute('aria-label')))?.includes('<img src=x'),
  );
});

test('a night at 5 s with four targets and a load stays under a megabyte and a half', async (context) => {
  const folder = temporaryFolder(context);
  const file = join(folder, 'soakd.db');
  const writer = await openStoreWriter(file);
  const soak = { id: 'night', seconds: 28_800, everyS: 5, load: true, targets: 4, startedWallMs: 1e12 };
  await writeLongSoak(writer, soak);
  await writer.close();
  const html = join(folder, 'night.html');
  using reader = await openStoreReader(file);
  writeFileSync(html, renderHtml(readMaterial(reader)).join(''));
  const { size } = statSync(html);
  context.diagnostic(`${size} bytes`);
  assert.ok(size < 1_500_000, `${size} bytes`);
  const browser = await openBrowser(context);
  const { page, said } = await openFile(browser, html);
  const drawn = await drawnOn(page);
  assert.ok(
    drawn.length > 20 && drawn.every(({ line, trend }) => line + trend > 0.0003),
    JSON.stringify(drawn),
  );
  assert.deepEqual(said, []);
});

test('on paper it is light and narrow, whatever the screen', async (context) => {
  const browser = await openBrowser(context);
  const { page } = await openFile(browser, await writeReport(context), { dark: true });
  const width = (): Promise<number> => page.$eval('#chart-1 .uplot', (plot) => plot.clientWidth);
  const wide = await width();
  await page.emulateMediaType('print');
  await page.evaluate('dispatchEvent(new Event("beforeprint"))');
  assert.equal(await width(), 680);
  assert.equal(await page.evaluate('getComputedStyle(document.body).backgroundColor'), 'rgb(255, 255, 255)');
  await page.emulateMediaType('screen');
  await page.evaluate('dispatchEvent(new Event("afterprint"))');
  assert.equal(await width(), wide);
});
