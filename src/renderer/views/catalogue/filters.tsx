import { Toggle } from "@base-ui/react/toggle";
import { type ReactNode, useId } from "react";
import { Button } from "../../components/button";
import { type Catalogue, type CatalogueFilter, type FacetValue, noFilter } from "../../setup/catalogue";
import { changeFilter, useCatalogueStore } from "../../stores/catalogue-store";
import styles from "./catalogue-page.module.css";

interface FiltersProps {
  readonly catalogue: Catalogue;
  readonly filter: CatalogueFilter;
}

/** What the workloads can be filtered by, each with the number that it would leave. */
export function Filters({ catalogue, filter }: FiltersProps): ReactNode {
  const isFiltered = filter.topics.size + filter.data.size + filter.areas.size > 0;
  return (
    <aside className={styles.filters} aria-label="Filters">
      <Facet
        title="Teaches"
        values={catalogue.topics}
        chosen={filter.topics}
        onChange={(topics) => changeFilter({ topics })}
      />
      <Facet
        title="Works on"
        values={catalogue.data}
        chosen={filter.data}
        onChange={(data) => changeFilter({ data })}
      />
      <Facet
        title="Kind"
        values={catalogue.areas}
        chosen={filter.areas}
        onChange={(areas) => changeFilter({ areas })}
      />
      {isFiltered && (
        <Button
          look="quiet"
          className={styles.clear}
          onClick={() => useCatalogueStore.setState({ filter: { ...noFilter, words: filter.words } })}
        >
          Clear filters
        </Button>
      )}
    </aside>
  );
}

interface FacetProps<Value extends string> {
  readonly title: string;
  readonly values: readonly FacetValue<Value>[];
  readonly chosen: ReadonlySet<Value>;
  readonly onChange: (chosen: ReadonlySet<Value>) => void;
}

function Facet<Value extends string>({ title, values, chosen, onChange }: FacetProps<Value>): ReactNode {
  const id = useId();
  if (values.length < 2) return null;
  return (
    <fieldset className={styles.facet} aria-labelledby={id}>
      <h2 className={styles.facetTitle} id={id}>
        {title}
      </h2>
      {values.map(({ value, words, count }) => (
        <Toggle
          key={value}
          className={styles.value}
          pressed={chosen.has(value)}
          disabled={count === 0 && !chosen.has(value)}
          onPressedChange={(pressed) => {
            const next = new Set(chosen);
            if (pressed) next.add(value);
            else next.delete(value);
            onChange(next);
          }}
        >
          <span className={styles.valueWords}>{words}</span>
          <span className={styles.valueCount}>{count}</span>
        </Toggle>
      ))}
    </fieldset>
  );
}
