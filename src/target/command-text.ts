const LONGEST = 1000;

/** A command line as one could type it in a shell, cut where it is very long. */
export function commandText(args: readonly string[]): string {
  const text = args.map(quote).join(' ');
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

function quote(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`;
}
