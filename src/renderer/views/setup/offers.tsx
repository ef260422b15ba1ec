import type { ReactNode } from "react";
import type { Dataset, WorkloadInfo } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { noFilter } from "../../setup/catalogue";
import { fittingWorkloads } from "../../setup/plan";
import { useAppStore } from "../../stores/app-store";
import { useCatalogueStore } from "../../stores/catalogue-store";
import { useLayoutStore } from "../../stores/layout-store";
import { WorkloadIcon } from "../icons";
import styles from "./offers.module.css";

/** Workloads that are listed at most: the catalogue has the others. */
const mostListed = 4;

interface OffersProps {
  readonly dataset: Dataset;
  readonly workload: WorkloadInfo | undefined;
}

/** What can be done with a dataset. */
export function Offers({ dataset, workload }: OffersProps): ReactNode {
  const actions = useActions();
  const workloads = useAppStore((state) => state.workloads);
  const fitting = fittingWorkloads(dataset, workloads);
  const first = fitting.slice(0, mostListed);
  const listed = workload === undefined || first.includes(workload) ? first : [...first.slice(0, -1), workload];
  const unfit = workloads.filter(({ input }) => input !== "none").length - fitting.length;
  const showAll = (): void => {
    useCatalogueStore.setState({ filter: noFilter, byDataset: true });
    useLayoutStore.setState({ page: "catalogue" });
  };
  return (
    <nav className={styles.offers} aria-label={`Workloads for ${dataset.name}`}>
      <ul>
        {listed.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className={styles.offer}
              aria-current={one.id === workload?.id ? "true" : undefined}
              title={one.summary}
              onClick={() => actions.datasets.chooseWorkload(one.id)}
            >
              <WorkloadIcon workload={one} />
              {one.title}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className={styles.more} onClick={showAll}>
        {fitting.length === 1 ? "What it teaches" : `All ${fitting.length} that fit`}
        {unfit > 0 && `, and why ${unfit} ${unfit === 1 ? "does" : "do"} not`}
      </button>
    </nav>
  );
}
