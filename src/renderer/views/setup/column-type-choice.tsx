import type { ReactNode } from "react";
import { columnTypes, type Dataset } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { Choice } from "../../components/choice";

interface ColumnTypeChoiceProps {
  readonly dataset: Dataset;
  readonly column: Dataset["columns"][number];
}

/** Of which type a column is: what its first rows look like, unless the user knows better. */
export function ColumnTypeChoice({ dataset, column }: ColumnTypeChoiceProps): ReactNode {
  const actions = useActions();
  const { name, type, inferred = type } = column;
  return (
    <Choice
      label={`Type of ${name}`}
      bare
      small
      marked={column.inferred !== undefined}
      options={columnTypes
        .filter((one) => one !== "nested" || inferred === "nested")
        .map((one) => {
          const hint = one === inferred ? "by the first rows" : one === type ? "as you said" : null;
          return { value: one, label: one, ...(hint === null ? {} : { hint }) };
        })}
      value={type}
      onChange={(next) => {
        const chosen = columnTypes.find((one) => one === next);
        if (chosen !== undefined && chosen !== type) void actions.datasets.retype(dataset, name, chosen);
      }}
    />
  );
}
