import { Toast } from "@base-ui/react/toast";
import { CircleAlert, Info, X } from "lucide-react";
import type { ReactNode } from "react";
import { toasts } from "../notify";
import styles from "./toasts.module.css";

/** Where short messages appear. */
export function Toasts(): ReactNode {
  return (
    <Toast.Provider toastManager={toasts} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList(): ReactNode {
  const { toasts: list } = Toast.useToastManager();
  return list.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast} swipeDirection="right">
      <Toast.Content className={styles.content}>
        {toast.type === "failure" ? (
          <CircleAlert size={16} strokeWidth={1.5} aria-hidden className={styles.failure} />
        ) : (
          <Info size={16} strokeWidth={1.5} aria-hidden className={styles.notice} />
        )}
        <div className={styles.words}>
          <Toast.Title className={styles.title} />
          <Toast.Description className={styles.description} />
          {toast.actionProps !== undefined && <Toast.Action className={styles.action} />}
        </div>
        <Toast.Close className={styles.close} aria-label="Close message">
          <X size={14} strokeWidth={1.5} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
