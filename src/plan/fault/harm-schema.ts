/** The keys of a fault that acts on processes, files or the machine. */
import {
  choice,
  complain,
  duration,
  mapping,
  name,
  size,
  text,
  whenMapping,
  wholeNumber,
} from '../document/field.ts';

const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGABRT'] as const;
/** A program has three, and needs some to say that it has no more. */
const FEWEST_FDS = 8;
const MOST_CORES = 1024;
/** As much as is garbled at once in memory (fault/garble-file.ts). */
const MOST_GARBLED = 2 ** 20;

const path = () => text('a path').describe("Relative to the plan's folder.");
const onPath = () => mapping('a mapping such as { path: data/state.db }', { path: path() });
const target = () => name('a target').describe('Which.');

export const HARM_KEYS = [
  'kill',
  'restart',
  'limit',
  'remove',
  'truncate',
  'garble',
  'unwritable',
  'fill',
  'pressure',
] as const;

/** Done in a moment: without `for`. */
export const MOMENTARY_HARM: readonly string[] = ['kill', 'restart'];

export const harm = {
  kill: mapping('a mapping such as { target: api, signal: SIGKILL }', {
    target: target(),
    signal: choice(SIGNALS).optional().describe('Default SIGKILL.'),
    within: duration().optional().describe('It has to end by then, or is left alone; default 10s.'),
  })
    .optional()
    .describe(
      'A signal that ends the root process of a target, which is brought back whatever its restart policy.',
    ),
  restart: mapping('a mapping such as { target: api }', {
    target: target(),
    grace: duration().optional().describe('Between SIGTERM and SIGKILL; default 10s.'),
  })
    .optional()
    .describe('SIGTERM to the root process of a target, SIGKILL after the grace, and a start.'),
  limit: mapping('a mapping such as { target: api, fds: 64 }', {
    target: target(),
    fds: wholeNumber('a number of descriptors', FEWEST_FDS)
      .optional()
      .describe('The most descriptors of each of its processes (RLIMIT_NOFILE, by prlimit).'),
    memory: size().optional().describe('The most memory, where its control group is its own (memory.max).'),
  })
    .superRefine((written, context) => {
      if (!('fds' in written) && !('memory' in written))
        complain(context, 'missing what to limit: fds or memory');
    }, whenMapping)
    .optional()
    .describe('A target may have less for a while.'),
  remove: onPath().optional().describe('The file is moved aside, and put back.'),
  truncate: mapping('a mapping such as { path: data/state.db, to: 0 }', {
    path: path(),
    to: wholeNumber('a number of bytes', 0).optional().describe('Bytes that are left of it; default 0.'),
  })
    .optional()
    .describe('The file is cut short in place, and has its end again.'),
  garble: mapping('a mapping such as { path: data/state.db, bytes: 4k }', {
    path: path(),
    bytes: wholeNumber('a number of bytes', 1, MOST_GARBLED)
      .optional()
      .describe('So many become others, at places told by the seed; default 4096.'),
  })
    .optional()
    .describe('Some bytes of the file become others in place, and what they were again.'),
  unwritable: onPath().optional().describe('The file or folder is not to be written, not by root either.'),
  fill: mapping('a mapping such as { mount: /mnt/small }', {
    mount: text('a mount point').describe('Of at most 1 GiB, which soakd does not write to.'),
    leave: size().optional().describe('Room that is left; default none.'),
  })
    .optional()
    .describe('A small disk is filled, and emptied.'),
  pressure: mapping('a mapping such as { cores: 2, memory: 512MiB }', {
    cores: wholeNumber('a number of cores', 1, MOST_CORES).optional().describe('Cores that are used up.'),
    memory: size().optional().describe('Memory that is used up; no more than 80 % of what is available.'),
  })
    .superRefine((written, context) => {
      if (!('cores' in written) && !('memory' in written))
        complain(context, 'missing what to use up: cores or memory');
    }, whenMapping)
    .optional()
    .describe("Processes of soakd's own use up the machine."),
};
