/** The dashboard at work: reads what is new each second, draws what changed, and does what is asked of it. */
import { userInfo } from 'node:os';
import { SoakdError } from '../error.ts';
import { shownSpan } from './chart-panel.ts';
import { type Frame, frameOf } from './frame.ts';
import { type Key, press, type Wish } from './keys.ts';
import type { Known } from './known.ts';
import type { Panels } from './panels.ts';
import { pickableRuns } from './pickable-runs.ts';
import { Session } from './session.ts';
import type { ScreenStyle } from './style.ts';
import { FIRST_VIEW, type View } from './view.ts';

const BEAT_MS = 1000;
/** News that come together are drawn together. */
const SOON_MS = 100;

export interface DashboardOptions {
  readonly database: string;
  readonly style: Pick<ScreenStyle, 'colour' | 'unicode'>;
  readonly onQuit: (interrupt: boolean) => void;
}

export class Dashboard {
  readonly #options: DashboardOptions;
  #panels: Panels | null = null;
  #session: Session | null;
  #view: View = FIRST_VIEW;
  #frame: Frame | null = null;
  #shown: Known | null = null;
  #trouble: string | null = null;
  #soon: NodeJS.Timeout | null = null;
  #atOnce: NodeJS.Immediate | null = null;
  #reopening = false;
  #beat: NodeJS.Timeout | null = null;
  #run: string;
  #chosen = false;

  static async open(options: DashboardOptions, reference: string): Promise<Dashboard> {
    let dashboard: Dashboard | null = null;
    const session = await Session.open(options.database, reference, () => dashboard?.drawSoon());
    dashboard = new Dashboard(options, session);
    return dashboard;
  }

  private constructor(options: DashboardOptions, session: Session) {
    this.#options = options;
    this.#session = session;
    this.#run = session.id;
  }

  show(panels: Panels): void {
    this.#panels = panels;
    this.#tick();
    this.#beat = setInterval(() => this.#tick(), BEAT_MS);
  }

  onKey(key: Key): void {
    const known = this.#shown;
    if (known === null) {
      if (key.name === 'q' || key.name === 'C-c') this.#options.onQuit(key.name === 'C-c');
      return;
    }
    const span = shownSpan(known);
    const { view, wish } = press(this.#view, key, {
      newestMs: known.newestMs,
      spanMs: span.toMs - span.fromMs,
      targets: known.targets.length,
      paused: known.status?.paused ?? false,
      live: known.standing === 'live',
      lines: this.#frame?.scrollable ?? { verdicts: 0, load: 0, events: 0 },
    });
    const isTarget = view.target !== this.#view.target;
    this.#chosen = this.#chosen || isTarget;
    this.#view = view;
    if (wish !== null) void this.#grant(wish);
    // A text that is pasted is many keys, and one picture.
    this.#atOnce ??= setImmediate(() => {
      this.#atOnce = null;
      this.draw();
    });
  }

  /** At once. */
  draw(): void {
    if (this.#soon !== null) clearTimeout(this.#soon);
    this.#soon = null;
    const panels = this.#panels;
    if (panels === null) return;
    const known = this.#see();
    if (known === null) return;
    const { columns, rows } = panels;
    this.#frame = frameOf(known, this.#view, { ...this.#options.style, columns, rows });
    panels.paint(this.#frame);
  }

  drawSoon(): void {
    this.#soon ??= setTimeout(() => this.draw(), SOON_MS);
  }

  async close(): Promise<void> {
    if (this.#beat !== null) clearInterval(this.#beat);
    if (this.#soon !== null) clearTimeout(this.#soon);
    if (this.#atOnce !== null) clearImmediate(this.#atOnce);
    this.#panels = null;
    await this.#session?.close();
  }

  #tick(): void {
    try {
      this.#session?.refresh();
      this.#trouble = null;
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      void this.#reopen();
    }
    this.draw();
  }

  /** Frozen, it is what it was; what can be pressed is still about the run as it is. */
  #see(): Known | null {
    const session = this.#session;
    if (session === null || (this.#view.frozen && this.#shown !== null)) return this.#shown;
    session.look(this.#view);
    const known = session.known();
    this.#shown = this.#trouble === null ? known : { ...known, trouble: this.#trouble };
    this.#pointAtWorst(known);
    return this.#shown;
  }

  /** Until the user chooses, the charts are those of the first target that fails. */
  #pointAtWorst({ assessment, targets }: Known): void {
    if (this.#chosen || assessment === null) return;
    const failing = assessment.criteria.find(({ verdict, target }) => verdict === 'fail' && target !== null);
    const target = targets.indexOf(failing?.target ?? '');
    if (target >= 0 && target !== this.#view.target) {
      this.#view = { ...this.#view, target };
      this.drawSoon();
    }
  }

  /** The file may be another one by now, or gone for a moment. */
  async #reopen(): Promise<void> {
    if (this.#reopening) return;
    this.#reopening = true;
    try {
      const session = await Session.open(this.#options.database, this.#run, () => this.drawSoon());
      await this.#replace(session);
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
    } finally {
      this.#reopening = false;
    }
  }

  async #replace(session: Session): Promise<void> {
    const before = this.#session;
    this.#session = session;
    this.#run = session.id;
    await before?.close();
  }

  async #grant(wish: Wish): Promise<void> {
    if (wish.kind === 'quit') return this.#options.onQuit(wish.interrupt);
    if (wish.kind === 'repaint') return this.#panels?.repaint();
    try {
      if (wish.kind === 'list-runs') this.#listRuns();
      else if (wish.kind === 'open') await this.#open(wish.run);
      else this.#say(await this.#ask(wish));
    } catch (error) {
      if (!(error instanceof SoakdError)) throw error;
      this.#say(error.hint === null ? error.message : `${error.message}. ${error.hint}`);
    }
  }

  #say(message: string): void {
    this.#view = { ...this.#view, message };
    this.draw();
  }

  #listRuns(): void {
    if (this.#session === null) return;
    const runs = pickableRuns(this.#session.reader);
    const selected = Math.max(
      0,
      runs.findIndex(({ id }) => id === this.#run),
    );
    this.#view = { ...this.#view, overlay: { kind: 'runs', selected, runs } };
    this.draw();
  }

  async #open(run: string): Promise<void> {
    const session = await Session.open(this.#options.database, run, () => this.drawSoon());
    await this.#replace(session);
    this.#chosen = false;
    this.#view = FIRST_VIEW;
    this.#shown = null;
    this.#tick();
  }

  async #ask(wish: Exclude<Wish, { kind: 'quit' | 'repaint' | 'list-runs' | 'open' }>): Promise<string> {
    const client = this.#session?.client ?? null;
    if (client === null)
      throw new SoakdError('it cannot be asked: it does not run, or has no control socket');
    switch (wish.kind) {
      case 'note':
        await client.note(this.#run, wish.text);
        return `noted: ${wish.text}`;
      case 'pause':
        await client.pause(this.#run);
        return 'paused; p resumes it';
      case 'resume':
        await client.resume(this.#run);
        return 'resumed';
      case 'stop': {
        this.#say('stopping: targets end, and the partial report is written');
        const { verdict } = await client.stop(this.#run, `soakd watch (${whoAsks()})`);
        return `stopped: ${verdict}`;
      }
    }
  }
}

/** For the run's events. */
function whoAsks(): string {
  try {
    return userInfo().username;
  } catch {
    // A uid without an entry in the system's users, as in a container.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
