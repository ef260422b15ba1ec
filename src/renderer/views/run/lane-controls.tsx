import { EllipsisVertical, EyeOff, Pin, PinOff } from "lucide-react";
import type { ReactNode } from "react";
import { rearrange, useLaneStore } from "../../stores/lane-store";
import { withHidden, withPinned } from "../../timeline";
import styles from "./lane-tools.module.css";

/** What is done often to a lane or a group, on its header while the pointer is there. The keyboard has keys for it. */
export function LaneControls({ traceId }: { readonly traceId: string }): ReactNode {
  const target = useLaneStore((state) => state.header);
  if (target === null || target.y + target.height < 0) return null;
  const { id, laneIds, pinned, name } = target;
  const icon = { size: 14, strokeWidth: 1.5, "aria-hidden": true } as const;
  const leave = (): void => {
    useLaneStore.setState({ header: null });
  };
  return (
    <div
      className={styles.controls}
      data-lane-controls
      style={{ top: Math.max(0, target.y) + 2, left: target.width - 5, height: Math.min(target.height, 42) - 5 }}
      onPointerLeave={leave}
    >
      {typeof id === "number" && (
        <button
          type="button"
          tabIndex={-1}
          className={styles.control}
          aria-label={pinned ? `Unpin ${name}` : `Pin ${name} to the top`}
          title={pinned ? "Unpin (P)" : "Pin to the top (P)"}
          onClick={() => {
            leave();
            rearrange(traceId, (before) => withPinned(before, id, !pinned));
          }}
        >
          {pinned ? <PinOff {...icon} /> : <Pin {...icon} />}
        </button>
      )}
      <button
        type="button"
        tabIndex={-1}
        className={styles.control}
        aria-label={`Hide ${name}`}
        title="Hide (H)"
        onClick={() => {
          leave();
          rearrange(traceId, (before) => withHidden(before, laneIds));
        }}
      >
        <EyeOff {...icon} />
      </button>
      <button
        type="button"
        tabIndex={-1}
        className={styles.control}
        aria-label={`More for ${name}`}
        title="More"
        onClick={() => useLaneStore.setState({ menu: { ...target, x: target.width - 74 } })}
      >
        <EllipsisVertical {...icon} />
      </button>
    </div>
  );
}
