import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef } from "react";
import type { Dataset } from "../../../shared/contract/models";
import type { Twin } from "../../../shared/twins";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import { Choice } from "../../components/choice";
import { type Catalogue, makeCatalogue, noFilter } from "../../setup/catalogue";
import { useAppStore } from "../../stores/app-store";
import { changeFilter, useCatalogueStore } from "../../stores/catalogue-store";
import { useDatasetStore } from "../../stores/dataset-store";
import { useSetupStore } from "../../stores/setup-store";
import styles from "./catalogue-page.module.css";
import { CatalogueRow } from "./catalogue-row";
import { Filters } from "./filters";
import { TwinRow } from "./twin-row";

/** Every workload there is: found by words, by what it teaches, by what it works on. */
export function CataloguePage(): ReactNode {
  const { filter, byDataset } = useCatalogueStore();
  const workloads = useAppStore((state) => state.workloads);
  const datasets = useDatasetStore((state) => state.datasets);
  const datasetId = useSetupStore((state) => state.datasetId);
  const dataset = byDataset ? datasets.find(({ id }) => id === datasetId) : undefined;
  const catalogue = useMemo(() => makeCatalogue(workloads, filter, dataset), [workloads, filter, dataset]);
  const page = useRef<HTMLElement>(null);
  return (
    <main ref={page} className={styles.page} onKeyDown={(event) => move(event, page.current)} data-testid="catalogue">
      <header className={styles.head}>
        <h1 className={styles.title}>Workloads</h1>
        <SearchField />
        {datasets.length > 0 && <DatasetChoice datasets={datasets} dataset={dataset} />}
        <p className={styles.count} aria-live="polite">
          {catalogue.count < workloads.length && `${catalogue.count} of `}
          {workloads.length} workloads
        </p>
      </header>
      <div className={styles.columns}>
        <Filters catalogue={catalogue} filter={filter} />
        <div className={styles.list}>
          {dataset === undefined && <Twins twins={catalogue.twins} />}
          <Sections catalogue={catalogue} />
          {dataset !== undefined && <Twins twins={catalogue.twins} />}
          {catalogue.count === 0 && catalogue.twins.length === 0 && workloads.length > 0 && <Nothing />}
        </div>
      </div>
    </main>
  );
}

function SearchField(): ReactNode {
  const words = useCatalogueStore((state) => state.filter.words);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  return (
    <label className={styles.search}>
      <Search size={16} strokeWidth={1.5} aria-hidden />
      <input
        ref={field}
        type="search"
        className={styles.words}
        value={words}
        placeholder="Search by name, or by what it shows"
        aria-label="Search the workloads"
        spellCheck={false}
        onChange={({ currentTarget }) => changeFilter({ words: currentTarget.value })}
        data-row=""
      />
    </label>
  );
}

const allData = "";

interface DatasetChoiceProps {
  readonly datasets: readonly Dataset[];
  readonly dataset: Dataset | undefined;
}

/** Which data the workloads are to fit. */
function DatasetChoice({ datasets, dataset }: DatasetChoiceProps): ReactNode {
  return (
    <Choice
      label="For"
      options={[{ value: allData, label: "any data" }, ...datasets.map(({ id, name }) => ({ value: id, label: name }))]}
      value={dataset?.id ?? allData}
      onChange={(id) => {
        if (id !== allData) useSetupStore.setState({ datasetId: id });
        useCatalogueStore.setState({ byDataset: id !== allData });
      }}
      testId="catalogue-dataset"
    />
  );
}

function Sections({ catalogue }: { readonly catalogue: Catalogue }): ReactNode {
  const actions = useActions();
  return catalogue.sections.map(({ title, entries }) => (
    <section key={title} aria-label={title}>
      <h2 className={styles.heading}>{title}</h2>
      <ul>
        {entries.map(({ workload, misfit }) => (
          <CatalogueRow
            key={workload.id}
            workload={workload}
            misfit={misfit}
            onChoose={() => actions.datasets.chooseWorkload(workload.id)}
            onRun={workload.input === "none" ? () => void actions.runs.runWorkload(workload.id) : null}
          />
        ))}
      </ul>
    </section>
  ));
}

function Twins({ twins }: { readonly twins: readonly Twin[] }): ReactNode {
  if (twins.length === 0) return null;
  return (
    <section aria-label="Twins">
      <h2 className={styles.heading}>Twins: the same work twice, but for one thing</h2>
      <ul>
        {twins.map((twin) => (
          <TwinRow key={twin.id} twin={twin} />
        ))}
      </ul>
    </section>
  );
}

function Nothing(): ReactNode {
  return (
    <div className={styles.nothing}>
      <p>No workload is like that.</p>
      <Button onClick={() => useCatalogueStore.setState({ filter: noFilter })}>Show all</Button>
    </div>
  );
}

/** Moves the keyboard between the search field and the rows, and takes the first row from the field. */
function move(event: KeyboardEvent, page: HTMLElement | null): void {
  const stops = [...(page?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const at = stops.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  if (event.key === "Enter" && at === 0) stops[1]?.click();
  else if (event.key === "Escape" && at === 0) changeFilter({ words: "" });
  else if (event.key === "ArrowDown") stops[at + 1]?.focus();
  else if (event.key === "ArrowUp") stops[at - 1]?.focus();
  else return;
  event.preventDefault();
}
