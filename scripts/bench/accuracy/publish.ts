/**
 * The full run: writes test/accuracy/result/ and the totals into test/accuracy/README.md. About an hour on two cores.
 * node scripts/bench/accuracy/publish.ts [--series 300] [--watched 60] [--threads 2]
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: words } = parseArgs({
  options: {
    series: { type: 'string', default: '300' },
    /** In looks during the run, which take ten times as long. */
    watched: { type: 'string', default: '60' },
    threads: { type: 'string', default: '2' },
  },
});

const program = fileURLToPath(new URL('accuracy.ts', import.meta.url));
const folder = fileURLToPath(new URL('../../../test/accuracy/', import.meta.url));
mkdirSync(`${folder}result`, { recursive: true });
for (const split of ['tuning', 'held-out', 'final', 'unseen', 'fifth']) {
  publish(split, ['--split', split, '--series', words.series, '--plot', `${folder}result/${split}.svg`]);
  publish(`${split}-looks`, ['--split', split, '--series', words.watched, '--looks']);
}

function publish(name: string, options: readonly string[]): void {
  const text = execFileSync(process.execPath, [program, ...options, '--threads', words.threads], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  writeFileSync(`${folder}result/${name}.txt`, text);
  const readme = readFileSync(`${folder}README.md`, 'utf8');
  const totals = text.slice(text.indexOf('All shapes together'));
  const block = new RegExp(`(<!-- ${name} -->\n).*?(<!-- end -->)`, 's');
  if (!block.test(readme)) throw new Error(`README.md has no place for ${name}`);
  writeFileSync(`${folder}README.md`, readme.replace(block, `$1\n\`\`\`text\n${totals}\`\`\`\n\n$2`));
}
