import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

interface Layer {
  readonly element: HTMLElement | null;
  readonly setElement: (element: HTMLElement | null) => void;
}

const LayerContext = createContext<Layer | null>(null);

/** Lets menus, lists and tooltips open at one place of the page, so that they are within one of its landmarks. */
export function PopupLayer({ children }: { readonly children: ReactNode }): ReactNode {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const layer = useMemo(() => ({ element, setElement }), [element]);
  return <LayerContext value={layer}>{children}</LayerContext>;
}

/** The place; once on a page, within a landmark. */
export function PopupPlace({ className }: { readonly className: string | undefined }): ReactNode {
  return <div ref={useLayer().setElement} className={className} />;
}

/** Where popups go; null until the place is there, and they wait for it. */
export function usePopupContainer(): HTMLElement | null {
  return useLayer().element;
}

function useLayer(): Layer {
  const layer = useContext(LayerContext);
  if (layer === null) throw new Error("a popup outside PopupLayer");
  return layer;
}
