import { Menu } from "@base-ui/react/menu";
import {
  ArrowDown,
  ArrowUp,
  ChevronDown,
  ChevronRight,
  EyeOff,
  Filter,
  Pencil,
  Pin,
  PinOff,
  Spline,
} from "lucide-react";
import { type ReactNode, useMemo, useRef } from "react";
import { currentTimeline } from "../../commands/current-timeline";
import floating from "../../components/floating.module.css";
import { MenuEntry, MenuSeparator } from "../../components/icon-menu";
import { usePopupContainer } from "../../components/popup-layer";
import { rearrange, useLaneStore } from "../../stores/lane-store";
import {
  type HeaderTarget,
  withCollapsed,
  withGuest,
  withHidden,
  withName,
  withoutGuests,
  withPinned,
} from "../../timeline";

const kindWords = {
  parent: "processes",
  worker: "workers",
  combiner: "combiners",
  lock: "locks",
  value: "values",
  queue: "queues",
  cpu: "CPU lanes",
  memory: "memory lanes",
} as const;

const filterWords = {
  parent: "process",
  worker: "worker",
  combiner: "combiner",
  lock: "lock",
  value: "value",
  queue: "queue",
  cpu: "cpu",
  memory: "memory",
} as const;

interface LaneMenuProps {
  readonly traceId: string;
  /** The element whose top left corner is that of the lanes, the ruler not included. */
  readonly origin: () => DOMRect;
}

function close(): void {
  useLaneStore.setState({ menu: null });
}

/** What can be done to a lane or a group, at the place where it was asked for. */
export function LaneMenu({ traceId, origin }: LaneMenuProps): ReactNode {
  const menu = useLaneStore((state) => state.menu);
  const container = usePopupContainer();
  // It closes with what it was of.
  const last = useRef<HeaderTarget | null>(null);
  if (menu !== null) last.current = menu;
  const target = last.current;
  const anchor = useMemo(() => {
    if (target === null) return null;
    const { left, top } = origin();
    return { getBoundingClientRect: () => new DOMRect(left + target.x, top + target.y, target.width, target.height) };
  }, [target, origin]);
  return (
    <Menu.Root
      open={menu !== null}
      onOpenChange={(open) => {
        if (!open) close();
      }}
    >
      <Menu.Portal container={container}>
        <Menu.Positioner className={floating.positioner} anchor={anchor} side="bottom" align="start" sideOffset={2}>
          <Menu.Popup
            className={floating.popup}
            aria-label={target === null ? "Lane" : target.name}
            finalFocus={() => {
              // The rename dialog takes the keyboard itself.
              if (useLaneStore.getState().renaming === null) currentTimeline()?.focus();
              return false;
            }}
          >
            {target !== null && <Entries traceId={traceId} target={target} />}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface SharingProps {
  readonly traceId: string;
  readonly id: number;
  readonly target: HeaderTarget;
}

/** Which other numbers to draw in the same lane. */
function SharingEntries({ traceId, id, target }: SharingProps): ReactNode {
  const container = usePopupContainer();
  return (
    <>
      {target.candidates.length > 0 && (
        <Menu.SubmenuRoot>
          <Menu.SubmenuTrigger className={floating.item} data-testid="lane-share">
            <Spline {...icon} />
            <span className={floating.itemText}>Draw in this lane, too</span>
            <ChevronRight {...icon} />
          </Menu.SubmenuTrigger>
          <Menu.Portal container={container}>
            <Menu.Positioner className={floating.positioner} side="right" align="start">
              <Menu.Popup className={floating.popup}>
                {target.candidates.map((other) => (
                  <MenuEntry
                    key={other.id}
                    text={other.name}
                    onSelect={() => rearrange(traceId, (before) => withGuest(before, id, other.id))}
                  />
                ))}
              </Menu.Popup>
            </Menu.Positioner>
          </Menu.Portal>
        </Menu.SubmenuRoot>
      )}
      {target.isShared && (
        <MenuEntry
          text="A lane for each again"
          testId="lane-unshare"
          onSelect={() => rearrange(traceId, (before) => withoutGuests(before, id))}
        />
      )}
    </>
  );
}

const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;

function Entries({ traceId, target }: { readonly traceId: string; readonly target: HeaderTarget }): ReactNode {
  const { id, laneKind, laneIds, collapsed, pinned } = target;
  return (
    <>
      {typeof id === "string" && (
        <MenuEntry
          text={collapsed ? "Open" : "Close"}
          icon={collapsed ? <ChevronDown {...icon} /> : <ChevronRight {...icon} />}
          hint="Enter"
          onSelect={() => rearrange(traceId, (before) => withCollapsed(before, id, !collapsed))}
        />
      )}
      {typeof id === "number" && (
        <MenuEntry
          text={pinned ? "Unpin" : "Pin to the top"}
          icon={pinned ? <PinOff {...icon} /> : <Pin {...icon} />}
          hint="P"
          testId="lane-pin"
          onSelect={() => rearrange(traceId, (before) => withPinned(before, id, !pinned))}
        />
      )}
      <MenuEntry
        text={laneIds.length === 1 ? "Hide" : `Hide ${laneIds.length} lanes`}
        icon={<EyeOff {...icon} />}
        hint="H"
        testId="lane-hide"
        onSelect={() => rearrange(traceId, (before) => withHidden(before, laneIds))}
      />
      {typeof id === "number" && (
        <MenuEntry
          text="Rename …"
          icon={<Pencil {...icon} />}
          hint="F2"
          testId="lane-rename"
          onSelect={() => useLaneStore.setState({ renaming: target })}
        />
      )}
      {target.renamed && typeof id === "number" && (
        <MenuEntry text="Use its own name" onSelect={() => rearrange(traceId, (before) => withName(before, id, ""))} />
      )}
      {(target.canMoveUp || target.canMoveDown) && <MenuSeparator />}
      {target.canMoveUp && (
        <MenuEntry
          text="Move up"
          icon={<ArrowUp {...icon} />}
          hint="Alt+↑"
          testId="lane-up"
          onSelect={() => currentTimeline()?.moveEntry(id, -1)}
        />
      )}
      {target.canMoveDown && (
        <MenuEntry
          text="Move down"
          icon={<ArrowDown {...icon} />}
          hint="Alt+↓"
          testId="lane-down"
          onSelect={() => currentTimeline()?.moveEntry(id, 1)}
        />
      )}
      {(target.candidates.length > 0 || target.isShared) && typeof id === "number" && (
        <>
          <MenuSeparator />
          <SharingEntries traceId={traceId} id={id} target={target} />
        </>
      )}
      {laneKind !== null && (
        <>
          <MenuSeparator />
          <MenuEntry
            text={`Only ${kindWords[laneKind]}`}
            icon={<Filter {...icon} />}
            onSelect={() => rearrange(traceId, (before) => ({ ...before, filter: filterWords[laneKind] }))}
          />
        </>
      )}
    </>
  );
}
