import { linkHorizontal } from "d3";
import type { ReactNode } from "react";
import { currentTimeline } from "../../commands/current-timeline";
import { nodeHeight, nodeWidth, type WaiterEdge, type WaiterGraph, type WaiterLayout } from "../../timeline";
import styles from "./waiters.module.css";

/** Where an arrow leaves a node and where it arrives, CSS pixels. */
interface Ends {
  readonly source: readonly [number, number];
  readonly target: readonly [number, number];
}

const curve = linkHorizontal<Ends, readonly [number, number]>()
  .source(({ source }) => source)
  .target(({ target }) => target)
  .x(([x]) => x)
  .y(([, y]) => y);

const nameLetters = 17;

/** Dashed arrows lead from who waits to the lock, solid ones from the lock to who holds it. The list beside it says the same. */
export function WaiterPicture({
  graph,
  layout,
}: {
  readonly graph: WaiterGraph;
  readonly layout: WaiterLayout;
}): ReactNode {
  const { width, height, places } = layout;
  const inCircle = new Set(graph.circles.flat());
  return (
    <svg width={width} height={height} className={styles.svg} aria-hidden="true" data-testid="waiter-picture">
      <defs>
        {(["wait", "hold", "circle"] as const).map((look) => (
          <marker
            key={look}
            id={`waiter-${look}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            orient="auto"
          >
            <path d="M0 0.5 8 4 0 7.5Z" className={styles[`${look}Head`]} />
          </marker>
        ))}
      </defs>
      {graph.edges.map((edge) => (
        <Arrow key={`${edge.from} ${edge.to}`} edge={edge} layout={layout} />
      ))}
      {graph.nodes.map(({ laneId, name, number, isLock }) => {
        const place = places.get(laneId);
        if (place === undefined) return null;
        const left = place.x - nodeWidth / 2;
        const top = place.y - nodeHeight / 2;
        return (
          // Keyboards have the list.
          // biome-ignore lint/a11y/noStaticElementInteractions: see above.
          <g key={laneId} className={styles.node} onClick={() => currentTimeline()?.showLane(laneId)}>
            <title>{name}</title>
            <rect
              x={left + 0.5}
              y={top + 0.5}
              width={nodeWidth - 1}
              height={nodeHeight - 1}
              rx={isLock ? 4 : 13}
              className={`${isLock ? styles.lock : styles.task} ${inCircle.has(laneId) ? styles.ringed : ""}`}
            />
            {number > 0 && (
              <text x={left + 14} y={place.y + 4} className={styles.number} textAnchor="middle">
                {number}
              </text>
            )}
            <text x={place.x + (number > 0 ? 8 : 0)} y={place.y + 4} className={styles.name} textAnchor="middle">
              {name.length > nameLetters ? `${name.slice(0, nameLetters - 1)}…` : name}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function Arrow({ edge, layout }: { readonly edge: WaiterEdge; readonly layout: WaiterLayout }): ReactNode {
  const from = layout.places.get(edge.from);
  const to = layout.places.get(edge.to);
  if (from === undefined || to === undefined) return null;
  const look = edge.inCircle ? "circle" : edge.isWait ? "wait" : "hold";
  const across = to.x - from.x;
  // Beside each other they meet at their sides, above each other at top and bottom.
  const beside = Math.abs(across) > nodeWidth * 0.9;
  const side = Math.sign(across) * (nodeWidth / 2);
  const edgeY = Math.sign(to.y - from.y) * (nodeHeight / 2);
  const ends: Ends = beside
    ? { source: [from.x + side, from.y], target: [to.x - side - Math.sign(across) * 2, to.y] }
    : { source: [from.x, from.y + edgeY], target: [to.x, to.y - edgeY - Math.sign(edgeY) * 2] };
  const path = beside ? curve(ends) : `M${ends.source.join(" ")}L${ends.target.join(" ")}`;
  return (
    <path
      d={path ?? ""}
      className={`${styles[`${look}Arrow`]} ${edge.isWait ? styles.dashed : ""}`}
      markerEnd={`url(#waiter-${look})`}
    />
  );
}
