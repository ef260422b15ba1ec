import type { TimelineTheme } from "./theme";
import styles from "./timeline.module.css";
import type { RunCaption } from "./types";

/** The timeline's own elements. */
export interface TimelineDom {
  readonly root: HTMLElement;
  /** Names of several runs, in the place of the clock; empty for one. */
  readonly runs: HTMLElement;
  readonly clock: HTMLElement;
  readonly state: HTMLElement;
  readonly progress: HTMLElement;
  readonly remaining: HTMLElement;
  readonly overview: HTMLElement;
  readonly overviewCanvas: HTMLCanvasElement;
  readonly brush: SVGSVGElement;
  readonly body: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
  /** The keys, for a screen reader. */
  readonly help: HTMLElement;
  /** What the last key led to, for a screen reader. */
  readonly spoken: HTMLElement;
  /** The lanes, for a screen reader. */
  readonly outline: HTMLElement;
  /** What a command has to say to everybody, for a while. */
  readonly notice: HTMLElement;
  /** Where a dragged lane would come to stand. */
  readonly dropLine: HTMLElement;
  readonly splitter: HTMLElement;
  readonly scrollbar: HTMLElement;
  readonly thumb: HTMLElement;
}

let built = 0;

export function buildDom(host: HTMLElement): TimelineDom {
  const document = host.ownerDocument;
  const make = <Name extends keyof HTMLElementTagNameMap>(
    name: Name,
    className: string | undefined,
    parent: Element,
  ): HTMLElementTagNameMap[Name] => {
    const element = document.createElement(name);
    if (className !== undefined) element.className = className;
    parent.append(element);
    return element;
  };
  const root = make("div", styles.root, host);

  const top = make("div", styles.top, root);
  const caption = make("div", styles.caption, top);
  const runs = make("ol", styles.runs, caption);
  const clock = make("span", styles.clock, caption);
  const state = make("span", styles.state, caption);
  const progress = make("span", styles.progress, caption);
  const overview = make("div", styles.overview, top);
  const overviewCanvas = make("canvas", undefined, overview);
  overviewCanvas.setAttribute("aria-hidden", "true");
  const brush = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  brush.setAttribute("class", styles.brush ?? "");
  brush.setAttribute("aria-hidden", "true");
  overview.append(brush);
  const remaining = make("span", styles.remaining, overview);

  const body = make("div", styles.body, root);
  const canvas = make("canvas", styles.canvas, body);
  canvas.dataset.testid = "timeline-canvas";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", "Timeline");
  const help = make("span", styles.hidden, body);
  built++;
  help.id = `timeline-help-${built}`;
  canvas.setAttribute("aria-describedby", help.id);
  const overlay = make("canvas", styles.overlay, body);
  overlay.setAttribute("aria-hidden", "true");
  overlay.dataset.testid = "timeline-overlay";
  const spoken = make("span", styles.hidden, body);
  spoken.setAttribute("aria-live", "polite");
  spoken.dataset.testid = "timeline-spoken";
  const outline = make("div", styles.hidden, body);
  outline.id = `timeline-outline-${built}`;
  outline.setAttribute("role", "tree");
  outline.setAttribute("aria-label", "Lanes");
  canvas.setAttribute("aria-owns", outline.id);
  const notice = make("div", styles.notice, body);
  notice.setAttribute("aria-hidden", "true");
  notice.dataset.testid = "timeline-notice";
  const dropLine = make("div", styles.dropLine, body);
  dropLine.hidden = true;
  const splitter = make("div", styles.splitter, body);
  splitter.setAttribute("role", "separator");
  splitter.setAttribute("aria-orientation", "vertical");
  splitter.setAttribute("aria-label", "Width of the lane headers");
  splitter.tabIndex = 0;
  const scrollbar = make("div", styles.scrollbar, body);
  scrollbar.setAttribute("aria-hidden", "true");
  const thumb = make("div", styles.thumb, scrollbar);
  return {
    root,
    runs,
    clock,
    state,
    progress,
    remaining,
    overview,
    overviewCanvas,
    brush,
    body,
    canvas,
    overlay,
    help,
    spoken,
    outline,
    notice,
    dropLine,
    splitter,
    scrollbar,
    thumb,
  };
}

/** Names the runs beside their strips. */
export function showRuns(list: HTMLElement, runs: readonly RunCaption[]): void {
  const { ownerDocument: document } = list;
  list.replaceChildren(
    ...runs.map(({ letter, name, time }) => {
      const line = document.createElement("li");
      line.className = styles.runCaption ?? "";
      const part = (className: string | undefined, text: string): void => {
        const element = document.createElement("span");
        element.className = className ?? "";
        element.textContent = text;
        line.append(element);
      };
      part(styles.runLetter, letter);
      part(styles.runName, name);
      part(undefined, time);
      return line;
    }),
  );
}

/** Hands the theme to the style sheet. */
export function applyTheme(root: HTMLElement, theme: TimelineTheme): void {
  const properties: Readonly<Record<string, string>> = {
    "--tl-app": theme.surfaceApp,
    "--tl-panel": theme.surfacePanel,
    "--tl-hover": theme.surfaceHover,
    "--tl-border": theme.borderSubtle,
    "--tl-control": theme.borderControl,
    "--tl-primary": theme.textPrimary,
    "--tl-secondary": theme.textSecondary,
    "--tl-tertiary": theme.textTertiary,
    "--tl-accent": theme.accentText,
    "--tl-focus": theme.focusRing,
    "--tl-raised": theme.surfaceRaised,
  };
  for (const [name, value] of Object.entries(properties)) root.style.setProperty(name, value);
}
