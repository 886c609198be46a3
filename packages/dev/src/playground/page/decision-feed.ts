/**
 * Follows the decisions of the local gates while somebody looks: asks on a timer, not at all in a hidden tab, and at once
 * when the tab comes back.
 *
 * Does not: hold a stream open. At most 50 short records from this machine are asked for, and each request bears the
 * page's own header, which an `EventSource` cannot send.
 */
import type { ShownDecision } from '../protocol.ts';

/** How often they are asked for, in milliseconds. */
const POLL_MS = 1_500;

/** What is told of them. */
export interface DecisionViews {
  /** Only when they differ from those shown last. */
  readonly show: (decisions: readonly ShownDecision[]) => void;
  /** Whether the session still answers; told of every change. */
  readonly showFeed: (state: 'answers' | 'silent') => void;
}

/** Follows until the page is closed. */
export function followDecisions(
  fetchDecisions: () => Promise<readonly ShownDecision[]>,
  { show, showFeed }: DecisionViews,
): void {
  let shown = '[]';
  let state: 'answers' | 'silent' = 'answers';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  const tell = (now: typeof state): void => {
    if (now !== state) showFeed(now);
    state = now;
  };
  const refresh = async (): Promise<void> => {
    try {
      const decisions = await fetchDecisions();
      const text = JSON.stringify(decisions);
      if (text !== shown) show(decisions);
      shown = text;
      tell('answers');
    } catch {
      // A session that has ended leaves the list as it was.
      tell('silent');
    }
  };
  const follow = async (): Promise<void> => {
    clearTimeout(timer);
    turn += 1;
    const own = turn;
    if (document.visibilityState !== 'visible') return;
    await refresh();
    // Hidden or started anew meanwhile: that turn goes on, not this one.
    if (own === turn) timer = setTimeout(() => void follow(), POLL_MS);
  };
  document.addEventListener('visibilitychange', () => void follow());
  show([]);
  void follow();
}
