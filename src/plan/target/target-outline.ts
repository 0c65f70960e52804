/** A target in words. */
import { word } from '../document/word.ts';
import { counted } from '../quantity/count-text.ts';
import { formatBytes, formatDuration } from '../quantity/quantity.ts';
import type { LimitsPlan, Ready, TargetPlan } from './target-plan.ts';

export function targetLines({ name, source, tree, restart }: TargetPlan): string[] {
  const scope = tree ? ', with its descendants' : '';
  if (source.kind !== 'start') return [`${name}: ${attachText(source)}${scope}`];
  const variables = Object.keys(source.environment);
  return [
    `${name}: starts ${source.command.map(word).join(' ')}${scope}`,
    `in ${word(source.workingDirectory)}${variables.length === 0 ? '' : `, with ${variables.map(word).join(', ')} set`}`,
    `ready ${readyText(source.ready)}; stopped by SIGTERM, after ${formatDuration(source.stopGraceMs)} by SIGKILL`,
    ...limitLines(source.limits),
    restart === 'never' ? 'if it ends, so does the soak' : `if it ends, it is started again (${restart})`,
  ];
}

function limitLines(limits: LimitsPlan | undefined): string[] {
  if (limits === undefined) return [];
  const { memoryBytes, tasks, fds } = limits;
  const parts = [
    memoryBytes === null ? [] : [`${formatBytes(memoryBytes)} of memory`],
    tasks === null ? [] : [`${counted(tasks, 'task')}`],
    fds === null ? [] : [`${counted(fds, 'descriptor')} a process`],
  ].flat();
  return [`may take at most ${parts.join(', ')}`];
}

function attachText(source: Exclude<TargetPlan['source'], { kind: 'start' }>): string {
  switch (source.kind) {
    case 'pid':
      return `watches process ${source.pid}`;
    case 'pidfile':
      return `watches the process named in ${word(source.path)}`;
    case 'unit':
      return `watches the systemd unit ${word(source.unit)}`;
    case 'port':
      return `watches the process that listens on port ${source.port}`;
    case 'match': {
      const parts = Object.entries({
        name: source.comm,
        executable: source.exe,
        'command line': source.cmdline,
      });
      const shown = parts.flatMap(([part, value]) => (value === null ? [] : [`${part} ${word(value)}`]));
      return `watches the process with ${shown.join(' and ')}`;
    }
  }
}

function readyText(ready: Ready): string {
  if (ready.kind === 'delay') return `after ${formatDuration(ready.delayMs)}`;
  const within = `within ${formatDuration(ready.withinMs)}`;
  if (ready.kind === 'http') return `when ${word(ready.url)} answers ${within}`;
  if (ready.kind === 'port') return `when port ${ready.port} accepts ${within}`;
  return `when its output matches ${word(ready.pattern)} ${within}`;
}
