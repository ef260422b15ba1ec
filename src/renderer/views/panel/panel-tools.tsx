import { Copy, Download } from "lucide-react";
import { createContext, type ReactNode, useContext } from "react";
import { createPortal } from "react-dom";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import { copyText } from "../../csv";
import { notify } from "../../notify";

/** Where the buttons of the tab that is shown stand: beside the tabs. */
export const PanelToolsContext = createContext<HTMLElement | null>(null);

/** Buttons of the tab that is shown. */
export function PanelTools({ children }: { readonly children: ReactNode }): ReactNode {
  const place = useContext(PanelToolsContext);
  return place === null ? null : createPortal(children, place);
}

interface CsvButtonsProps {
  /** What the file is called, without its ending. */
  readonly fileName: string;
  readonly rowCount: number;
  /** @returns All rows, null where they are too many: that was told. */
  readonly csv: (purpose: "copy" | "save") => string | null;
}

/** Copies or saves the whole of a table. */
export function CsvButtons({ fileName, rowCount, csv }: CsvButtonsProps): ReactNode {
  const { runs } = useActions();
  const copy = (): void => {
    const text = csv("copy");
    if (text === null) return;
    if (copyText(text)) notify("The table is on the clipboard", "As CSV, with the names of the columns.");
    else notify("The table was not copied", "The browser did not allow it. Save it as CSV instead.");
  };
  const save = (): void => {
    const text = csv("save");
    if (text !== null) void runs.saveText({ name: `${fileName}.csv`, mediaType: "text/csv", text }, "The table");
  };
  return (
    <PanelTools>
      <Button look="quiet" disabled={rowCount === 0} onClick={copy} data-testid="copy-csv">
        <Copy size={14} strokeWidth={1.5} aria-hidden />
        Copy as CSV
      </Button>
      <Button look="quiet" disabled={rowCount === 0} onClick={save} data-testid="save-csv">
        <Download size={14} strokeWidth={1.5} aria-hidden />
        Save as CSV
      </Button>
    </PanelTools>
  );
}
