/**
 * The manual page and the completions of bash, zsh and fish, all from what each verb says with --help:
 *   node scripts/manual.ts FOLDER     FOLDER/man/man1/soakd.1, FOLDER/bash-completion/…, FOLDER/zsh/…, FOLDER/fish/…
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REPORT_FORMATS } from '../src/plan/report/report-format.ts';
import { bash } from './completion/bash.ts';
import { fish } from './completion/fish.ts';
import { readVerb, type Verb } from './completion/verb.ts';
import { zsh } from './completion/zsh.ts';

const top = fileURLToPath(new URL('..', import.meta.url));

/** What all verbs have in common is compiled once. */
const cache = mkdtempSync(join(tmpdir(), 'soakd-manual-'));
process.once('exit', () => rmSync(cache, { recursive: true, force: true }));

function says(...words: readonly string[]): string {
  const env = { ...process.env, NODE_COMPILE_CACHE: cache };
  return execFileSync(process.execPath, [join(top, 'src/main.ts'), ...words], { encoding: 'utf8', env });
}

function readVerbs(): Verb[] {
  const listed = [...says('--help').matchAll(/^ {2}([a-z]+) +(\S.*)$/gm)];
  return listed.map(([, name = '', summary = '']) =>
    readVerb(name, summary, says(name, '--help'), REPORT_FORMATS),
  );
}

/** man(7): a backslash, and a dot or quote that begins a line, mean something to roff. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^(?=[.'])/gm, '\\&');
}

function manualPage(verbs: readonly Verb[], version: string): string {
  const usage = verbs.map(({ name, usage: text }) => `.SS ${name}\n.nf\n${roff(text.trimEnd())}\n.fi\n`);
  return `.TH SOAKD 1 "" "soakd ${roff(version)}" "User Commands"
.SH NAME
soakd \\- soak tests that end in a verdict you can trust
.SH SYNOPSIS
.B soakd
.I verb
.RI [ option ...]
.SH VERBS
${usage.join('')}.SH EXIT STATUS
0 pass, 1 internal error, 2 usage or invalid input, 10 fail, 11 inconclusive, 12 target lost, 130 and 143 interrupted.
.SH FILES
.TP
.I /etc/soakd/soakd.yaml
what the daemon goes by
.TP
.I /etc/soakd/plans/*.yaml
its plans
.TP
.I /var/lib/soakd/soakd.db
what was measured
.TP
.I /run/soakd/soakd.sock
where soakd status and the like reach the daemon
`;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/manual.ts FOLDER');
const manifest: { readonly version: string } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));
const verbs = readVerbs();
const files = {
  'man/man1/soakd.1': manualPage(verbs, manifest.version),
  'bash-completion/completions/soakd': bash(verbs),
  'zsh/site-functions/_soakd': zsh(verbs),
  'fish/vendor_completions.d/soakd.fish': fish(verbs),
};
for (const [name, text] of Object.entries(files)) {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
