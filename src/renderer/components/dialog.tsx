import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import buttons from "./button.module.css";
import styles from "./dialog.module.css";

interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A window over the window. Its first field has the keyboard, else the whole of it, so that Escape and scrolling work. */
export function Dialog({ title, open, onClose, children }: DialogProps): ReactNode {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <BaseDialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={styles.backdrop} />
        <BaseDialog.Popup
          ref={popup}
          className={styles.popup}
          initialFocus={() => popup.current?.querySelector("input") ?? popup.current}
        >
          <header className={styles.header}>
            <BaseDialog.Title className={styles.title}>{title}</BaseDialog.Title>
            {/* No tooltip: the first Escape would close that instead of the dialog. */}
            <BaseDialog.Close className={buttons.icon} aria-label="Close">
              <X size={16} strokeWidth={1.5} aria-hidden />
            </BaseDialog.Close>
          </header>
          <div className={styles.content}>{children}</div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
