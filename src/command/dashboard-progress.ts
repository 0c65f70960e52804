/** The progress of a foreground soak behind a dashboard: while that has the terminal, there is no line, and messages wait. */
import type { SoakStatus } from '../control/status.ts';
import { EXIT } from '../error.ts';
import { type DashboardRequest, type FrontDashboard, openDashboard } from '../screen/front.ts';
import type { ProgressLine } from './progress-line.ts';
import { dashboardStyle, hasDashboard } from './terminal.ts';

/** Whoever was away for a night reads no more of them. */
const MESSAGES_KEPT = 100;

export class DashboardProgress implements ProgressLine {
  readonly #line: ProgressLine;
  #dashboard: FrontDashboard | null = null;
  #messages: string[] = [];

  constructor(line: ProgressLine) {
    this.#line = line;
  }

  show(status: SoakStatus): void {
    if (this.#dashboard === null) this.#line.show(status);
  }

  say(message: string): void {
    if (this.#dashboard === null) this.#line.say(message);
    else this.#messages = [...this.#messages, message].slice(-MESSAGES_KEPT);
  }

  end(): void {
    this.#line.end();
  }

  /** Of a soak that goes on; without a terminal there is the line alone. `onInterrupt`: Ctrl-C was pressed in it. */
  open(run: Pick<DashboardRequest, 'database' | 'run'>, onInterrupt: () => void): void {
    if (!hasDashboard(process.stderr)) {
      this.#line.say('note: --live needs a terminal, so progress is told in lines');
      return;
    }
    const dashboard = openDashboard({ ...run, ...dashboardStyle(process.stderr) }, 2);
    this.#dashboard = dashboard;
    void dashboard.ended.then(({ code, stderr }) => {
      this.#dashboard = null;
      for (const message of this.#messages.splice(0)) this.#line.say(message);
      if (code === EXIT.interrupted) onInterrupt();
      else if (code === EXIT.pass) this.#line.say('the dashboard is closed, and the soak goes on');
      else if (code !== EXIT.terminated)
        this.#line.say(`the dashboard ended, and the soak goes on: ${stderr.trim() || 'it was killed'}`);
    });
  }

  /** Resolves when the terminal is free. */
  async close(): Promise<void> {
    await this.#dashboard?.close();
  }
}
