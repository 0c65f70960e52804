/** The builds of the service that are compared, and what is known of each beside the first. */

export interface Build {
  readonly name: string;
  /** What has to be said of it beside the first. */
  readonly truth: 'same' | 'regressed';
  readonly about: string;
  readonly environment: Readonly<Record<string, string>>;
}

export const builds: readonly Build[] = [
  { name: 'plain', truth: 'same', about: 'the build that the others are beside', environment: {} },
  {
    name: 'memory',
    truth: 'regressed',
    // The plain build takes 116 MB of anonymous memory once warm.
    about: '24 MB more, a fifth of its anonymous memory',
    environment: { MORE_BYTES: String(24e6) },
  },
  {
    name: 'sleep',
    truth: 'regressed',
    about: '20 ms of sleep in 5 % of the requests',
    environment: { SLEEP_MS: '20', SLEEP_SHARE: '0.05' },
  },
];
