import { Switch } from "@base-ui/react/switch";
import { type ReactNode, useId } from "react";
import type { Dataset, Parameters, WorkloadInfo } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import { Choice } from "../../components/choice";
import controls from "../../components/controls.module.css";
import { NumberInput } from "../../components/number-input";
import { notifyFailure } from "../../notify";
import { columnsFor, type ParameterField } from "../../setup/parameters";
import type { SetupPlan } from "../../setup/plan";
import { useDatasetStore } from "../../stores/dataset-store";
import { editParameter, useSetupStore } from "../../stores/setup-store";
import styles from "./setup-page.module.css";

interface ParameterFormProps {
  readonly plan: SetupPlan;
  readonly workload: WorkloadInfo;
}

/** A workload's parameters as a form, drawn from their schema. */
export function ParameterForm({ plan, workload }: ParameterFormProps): ReactNode {
  const edited = useSetupStore((state) => state.edited[workload.id]);
  const showsErrors = useSetupStore((state) => state.showsErrors);
  return plan.fields.map((field) => {
    const touched = edited !== undefined && field.name in edited;
    return (
      <ParameterRow
        key={`${workload.id} ${field.name}`}
        field={field}
        value={plan.parameters[field.name]}
        dataset={workload.input === "none" ? undefined : plan.dataset}
        error={touched || showsErrors ? plan.errors[field.name] : undefined}
        onChange={(value) => editParameter(workload.id, field.name, value)}
      />
    );
  });
}

type Value = Parameters[string];

interface ParameterRowProps {
  readonly field: ParameterField;
  readonly value: Value | undefined;
  readonly dataset: Dataset | undefined;
  readonly error: string | undefined;
  readonly onChange: (value: Value) => void;
}

function ParameterRow(props: ParameterRowProps): ReactNode {
  const { field, error } = props;
  const id = useId();
  const described = [field.description === "" ? "" : `${id}-about`, error === undefined ? "" : `${id}-error`]
    .filter((part) => part !== "")
    .join(" ");
  return (
    <div className={styles.field}>
      <label className={styles.label} id={`${id}-label`} htmlFor={`${id}-control`}>
        {field.title}
      </label>
      <Control {...props} id={id} describedBy={described === "" ? undefined : described} />
      {field.description !== "" && (
        <p className={styles.about} id={`${id}-about`}>
          {field.description}
        </p>
      )}
      {error !== undefined && (
        <p className={styles.error} id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

const noColumn = "";

interface DatasetChoiceProps {
  readonly id: string;
  readonly label: string;
  readonly labelledBy: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  readonly bare: true;
  readonly value: Value | undefined;
  /** The one that the workload runs on, which is no second one. */
  readonly dataset: Dataset | undefined;
  readonly onChange: (value: Value) => void;
}

/** Another of the open datasets. */
function DatasetChoice({ value, dataset, ...rest }: DatasetChoiceProps): ReactNode {
  const datasets = useDatasetStore((state) => state.datasets);
  const others = datasets.filter(({ id }) => id !== dataset?.id);
  // One that was closed since is still a file.
  const chosen = typeof value === "string" && value !== "" ? value : null;
  const isOpen = others.some(({ path }) => path === chosen);
  const options = others.map(({ name, path }) => ({ value: path, label: name }));
  return (
    <Choice
      {...rest}
      options={chosen === null || isOpen ? options : [...options, { value: chosen, label: chosen }]}
      value={chosen}
      placeholder={others.length === 0 ? "Open a second file first" : "Choose a dataset"}
    />
  );
}

interface TextInputProps {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  readonly value: Value | undefined;
  readonly maxLength: number | undefined;
  readonly placeholder?: string;
  readonly onChange: (value: Value) => void;
}

function TextInput({ id, describedBy, invalid, value, maxLength, placeholder, onChange }: TextInputProps): ReactNode {
  return (
    <input
      id={id}
      className={controls.text}
      value={typeof value === "string" ? value : ""}
      maxLength={maxLength}
      placeholder={placeholder}
      onChange={(event) => onChange(event.target.value)}
      aria-invalid={invalid ? true : undefined}
      aria-describedby={describedBy}
      spellCheck={false}
    />
  );
}

interface OutputInputProps extends Omit<TextInputProps, "placeholder"> {
  readonly label: string;
  /** What is suggested to be called. */
  readonly name: string;
}

/** Where a run writes to: chosen in the system's dialog, or written. A browser cannot show the host's folders. */
function OutputInput({ label, name, ...rest }: OutputInputProps): ReactNode {
  const { client } = useActions();
  if (client.shell === "web") return <TextInput {...rest} placeholder={`On the host, such as /home/me/${name}`} />;
  const choose = async (): Promise<void> => {
    try {
      const path = await client.chooseNewPath(name);
      if (path !== null) rest.onChange(path);
    } catch (error) {
      notifyFailure("No place was chosen", error);
    }
  };
  return (
    <div className={styles.output}>
      <TextInput {...rest} />
      <Button onClick={() => void choose()} aria-label={`${label}: choose a place`}>
        Choose…
      </Button>
    </div>
  );
}

interface ControlProps extends ParameterRowProps {
  readonly id: string;
  readonly describedBy: string | undefined;
}

function Control({ field, value, dataset, error, onChange, id, describedBy }: ControlProps): ReactNode {
  const common = {
    id: `${id}-control`,
    label: field.title,
    labelledBy: `${id}-label`,
    describedBy,
    invalid: error !== undefined,
    bare: true,
  } as const;
  switch (field.kind) {
    case "column": {
      const options = columnsFor(field, dataset).map((name) => ({ value: name, label: name }));
      const none = field.required ? [] : [{ value: noColumn, label: "none" }];
      const chosen = typeof value === "string" && value !== "" ? value : field.required ? null : noColumn;
      return (
        <Choice
          {...common}
          options={[...none, ...options]}
          value={chosen}
          placeholder={dataset === undefined ? "Choose a dataset first" : "Choose a column"}
          onChange={(name) => onChange(name === noColumn ? null : name)}
        />
      );
    }
    case "dataset":
      return <DatasetChoice {...common} value={value} dataset={dataset} onChange={onChange} />;
    case "number":
      return (
        <NumberInput
          {...common}
          value={typeof value === "number" ? value : null}
          integer={field.integer}
          minimum={field.minimum}
          maximum={field.maximum}
          onChange={onChange}
        />
      );
    case "choice":
      return (
        <Choice
          {...common}
          options={field.choices.map((choice) => ({ value: String(choice), label: String(choice) }))}
          value={value === undefined || value === null ? null : String(value)}
          onChange={(next) => onChange(field.choices.find((choice) => String(choice) === next) ?? next)}
        />
      );
    case "switch":
      return (
        <Switch.Root
          id={common.id}
          className={styles.switch}
          checked={value === true}
          onCheckedChange={(checked) => onChange(checked)}
          aria-labelledby={common.labelledBy}
          aria-describedby={describedBy}
        >
          <Switch.Thumb className={styles.thumb} />
        </Switch.Root>
      );
    case "output":
      return (
        <OutputInput
          {...common}
          value={value}
          maxLength={field.maxLength}
          name={`${(dataset?.name ?? "new").replace(/\.[^.]*(\.gz)?$/, "")}${field.nameEnd}`}
          onChange={onChange}
        />
      );
    case "text":
      return <TextInput {...common} value={value} maxLength={field.maxLength} onChange={onChange} />;
  }
}
