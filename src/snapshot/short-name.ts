/** Paths and names come from the target, as long as it likes. */
const MOST_LENGTH = 160;

/** The end says most of a path. */
export function shortName(name: string): string {
  return name.length <= MOST_LENGTH ? name : `…${name.slice(1 - MOST_LENGTH)}`;
}
