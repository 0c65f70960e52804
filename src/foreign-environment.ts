/** What systemd and Node.js tell soakd by its environment is about soakd, and would be wrong for a child. */
const SOAKDS_OWN =
  /^(NOTIFY_SOCKET|WATCHDOG_(PID|USEC)|LISTEN_(PID|FDS|FDNAMES)|NODE_(CHANNEL_\w+|UNIQUE_ID))$/;

/** For a process that is not soakd's own. */
export function foreignEnvironment(added: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !SOAKDS_OWN.test(name));
  return { ...Object.fromEntries(inherited), ...added };
}
