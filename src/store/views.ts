/** All documented views. */
import { loadViews } from './load-view.ts';
import { targetViews } from './target-view.ts';
import { instant, joinRun, joinTarget, onClock, runId, sinceBegin, targetName, type View } from './view.ts';

const runViews: readonly View[] = [
  {
    name: 'run',
    about: 'the runs, one row each',
    columns: [
      runId,
      ['number', 'r.run', 'counts up: the greatest is the newest'],
      ['name', 'r.name', "the plan's name"],
      ['state', 'p.state', 'running (see heartbeat_at), completed, aborted, interrupted, lost or failed'],
      ['phase', 'p.phase', 'ready, warm-up, soak, drain, reload or ended'],
      ['verdict', 'p.verdict', 'pass, fail or inconclusive; NULL before the end'],
      instant('started_at', 'r.started_wall_ms', 'begin, UTC'),
      instant('ended_at', 'p.ended_wall_ms', 'end, UTC; NULL while running'),
      instant('heartbeat_at', 'p.heartbeat_wall_ms', 'last sign of life, UTC'),
      ['observed_s', 'p.observed_ms / 1000.0', 'observed time, gaps left out, seconds'],
      instant(
        'thinned_at',
        'r.thinned_wall_ms',
        'its samples gave way to minutes, UTC; NULL: they are all there',
      ),
      ['plan_sha256', 'r.plan_sha256', "hash of the plan's text"],
      ['plan', 'r.plan_text', "the plan's text"],
      ['host', 'r.host_json', 'facts about the machine, JSON'],
    ],
    source: `FROM runs r JOIN progress p ON p.run = r.run`,
  },
  {
    name: 'event',
    about: 'what happened: phases, restarts, gaps, notes',
    columns: [
      runId,
      ...onClock('e'),
      ['event', 'e.event', 'phase, restart, gap, stall, note, …'],
      ['target', 't.name', 'the target it is about; NULL: the run'],
      ['text', 'e.text', 'in words'],
      ['duration_s', 'e.duration_ms / 1000.0', 'its length, where it has one, seconds'],
    ],
    source: `FROM events e ${joinTarget('e', 'LEFT JOIN')}`,
  },
  {
    name: 'verdict',
    about: 'the criteria and their answers',
    columns: [
      runId,
      ['position', 'v.position', 'order in the plan'],
      ['rule', 'v.rule', 'the criterion'],
      ['target', 'v.target', 'the target it was judged on; NULL: the run'],
      ['verdict', 'v.verdict', 'pass, fail or inconclusive'],
      ['reason', 'v.reason', 'why'],
      ['observed', 'v.observed', 'the value judged'],
      ['low', 'v.low', 'lower end of its interval'],
      ['high', 'v.high', 'upper end of its interval'],
      ['unit', 'v.unit', 'unit of these three'],
      ['of_self', 'ifnull(v.of_self, 0)', '1: about soakd itself, and not of the plan'],
    ],
    source: `FROM verdicts v ${joinRun('v')}`,
  },
  {
    name: 'alert',
    about: 'each time that an alert fired',
    columns: [
      runId,
      instant('fired_at', 'a.wall_ms', 'when it fired, UTC'),
      ['fired_s', 'a.fired_ms / 1000.0', 'seconds since the run began'],
      ['since_s', 'a.since_ms / 1000.0', 'since when its rule was true, seconds'],
      ['ended_s', 'a.ended_ms / 1000.0', 'until when it fired, seconds; NULL: it still does'],
      ['state', 'a.state', 'firing, resolved, ended (with its run) or interrupted (with its soakd)'],
      ['name', 'a.name', 'as the plan calls it'],
      ['rule', 'a.rule', 'what is bad'],
      ['target', 't.name', 'the target it is about; NULL: the run'],
      ['severity', 'a.severity', 'info, warning or critical'],
      ['bound', 'a.bound', 'the limit of its rule'],
      ['peak', 'a.peak', 'the value that was furthest beyond it'],
      ['unit', 'a.unit', 'unit of these two'],
    ],
    source: `FROM alerts a ${joinTarget('a', 'LEFT JOIN')}`,
  },
  {
    name: 'notification',
    about: 'who was told of an alert, and whether it arrived',
    columns: [
      runId,
      ['delivery', 'n.delivery', 'names it to its receiver as well'],
      [
        'fired_s',
        'n.fired_ms / 1000.0',
        'when the alert fired that it is about, seconds since the run began',
      ],
      ['status', 'n.status', 'what was told: firing, resolved, unknown, known or ended'],
      ['notifier', 'n.describes', 'who was told'],
      ['state', 'n.state', 'waiting, delivered or failed'],
      ['attempts', 'n.attempts', 'how often it was tried'],
      ['settled_s', 'n.at_ms / 1000.0', 'when it arrived or was given up, seconds since the run began'],
      ['why', 'n.why', 'why it did not arrive'],
      ['body', 'n.body', 'what was sent, JSON'],
    ],
    source: `FROM notifications n ${joinRun('n')}`,
  },
  {
    name: 'snapshot',
    about: 'what the processes of a target looked like, at a breach or by the clock',
    columns: [
      runId,
      instant('at', 'p.wall_ms', 'wall clock, UTC'),
      ...sinceBegin('p'),
      targetName,
      ['generation', 'p.generation', 'its life'],
      ['cause', 'p.cause', 'alert, criterion or schedule'],
      ['about', 'p.about', "the alert's name, the criterion, or the schedule"],
      ['picture', 'p.picture', 'memory by mapping, descriptors by kind, threads: JSON'],
    ],
    source: `FROM snapshots p ${joinTarget('p')}`,
  },
];

/** In the order of the documentation. */
export const views: readonly View[] = [...runViews, ...targetViews, ...loadViews];
