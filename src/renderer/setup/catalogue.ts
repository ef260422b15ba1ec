import { type Area, areaWords, type Topic, topicWords } from "../../shared/contract/catalogue";
import { type DataKind, dataKindsOf, dataWords, misfit } from "../../shared/contract/fit";
import type { Dataset, WorkloadInfo } from "../../shared/contract/models";
import { type Twin, twins } from "../../shared/twins";

/** What the user asks the catalogue for. An empty set asks for nothing in particular. */
export interface CatalogueFilter {
  /** Words that all have to occur. */
  readonly words: string;
  readonly topics: ReadonlySet<Topic>;
  readonly data: ReadonlySet<DataKind>;
  readonly areas: ReadonlySet<Area>;
}

export const noFilter: CatalogueFilter = { words: "", topics: new Set(), data: new Set(), areas: new Set() };

/** One thing to filter by, and how many workloads there would be with it, given all else that is asked for. */
export interface FacetValue<Value extends string> {
  readonly value: Value;
  readonly words: string;
  readonly count: number;
}

interface CatalogueEntry {
  readonly workload: WorkloadInfo;
  /** Why it cannot work on the chosen dataset; null where it can, or where none is chosen. */
  readonly misfit: string | null;
}

interface CatalogueSection {
  readonly title: string;
  readonly entries: readonly CatalogueEntry[];
}

export interface Catalogue {
  readonly sections: readonly CatalogueSection[];
  /** Pairs of runs that are asked for, too. */
  readonly twins: readonly Twin[];
  /** How many workloads the sections hold. */
  readonly count: number;
  readonly topics: readonly FacetValue<Topic>[];
  readonly data: readonly FacetValue<DataKind>[];
  readonly areas: readonly FacetValue<Area>[];
}

/**
 * The workloads that are asked for.
 *
 * @param dataset Sorts them by whether they fit it; without one they stand by area.
 */
export function makeCatalogue(
  workloads: readonly WorkloadInfo[],
  filter: CatalogueFilter,
  dataset: Dataset | undefined,
): Catalogue {
  const said = workloads.filter((workload) => hasWords(workload, filter.words));
  const found = said.filter((workload) => facets.every((facet) => facet.matches(workload, filter)));
  const values = <Value extends string>(facet: Facet<Value>): readonly FacetValue<Value>[] => {
    const others = said.filter((workload) =>
      facets.every((one) => one.matches === facet.matches || one.matches(workload, filter)),
    );
    return (Object.keys(facet.words) as Value[])
      .filter((value) => workloads.some((workload) => facet.of(workload).includes(value)))
      .map((value) => ({
        value,
        words: facet.words[value],
        count: others.filter((workload) => facet.of(workload).includes(value)).length,
      }));
  };
  const sections = dataset === undefined ? byArea(found) : byFit(found, dataset);
  return {
    sections: sections.filter(({ entries }) => entries.length > 0),
    twins: twins.filter((twin) => hasTwin(twin, workloads, filter)),
    count: found.length,
    topics: values(topicFacet),
    data: values(dataFacet),
    areas: values(areaFacet),
  };
}

/** Whether a pair of runs is asked for: by its own words and topics, and by the kind of its workload. */
function hasTwin(twin: Twin, workloads: readonly WorkloadInfo[], filter: CatalogueFilter): boolean {
  const workload = workloads.find(({ id }) => id === twin.runs[0].settings.workload);
  if (workload === undefined) return false;
  const { title, teaches, topics } = twin;
  const like = { ...workload, title, summary: "twins", lesson: teaches, teaches: topics };
  return hasWords(like, filter.words) && facets.every((facet) => facet.matches(like, filter));
}

function byArea(workloads: readonly WorkloadInfo[]): readonly CatalogueSection[] {
  return (Object.keys(areaWords) as Area[]).map((area) => ({
    title: areaWords[area],
    entries: workloads.filter((workload) => workload.area === area).map((workload) => ({ workload, misfit: null })),
  }));
}

function byFit(workloads: readonly WorkloadInfo[], dataset: Dataset): readonly CatalogueSection[] {
  const entries = workloads.map((workload) => ({ workload, misfit: misfit(workload, dataset) }));
  const needsData = ({ workload }: CatalogueEntry): boolean => workload.input !== "none";
  return [
    { title: `For ${dataset.name}`, entries: entries.filter((entry) => entry.misfit === null) },
    { title: `Not for ${dataset.name}`, entries: entries.filter((entry) => entry.misfit !== null && needsData(entry)) },
    {
      title: "Without data",
      entries: entries.filter((entry) => !needsData(entry)).map((entry) => ({ ...entry, misfit: null })),
    },
  ];
}

interface Facet<Value extends string> {
  readonly words: Readonly<Record<Value, string>>;
  of(workload: WorkloadInfo): readonly Value[];
  matches(workload: WorkloadInfo, filter: CatalogueFilter): boolean;
}

function facetOf<Value extends string>(
  words: Readonly<Record<Value, string>>,
  of: (workload: WorkloadInfo) => readonly Value[],
  asked: (filter: CatalogueFilter) => ReadonlySet<Value>,
): Facet<Value> {
  return {
    words,
    of,
    matches: (workload, filter) => asked(filter).size === 0 || of(workload).some((value) => asked(filter).has(value)),
  };
}

const topicFacet = facetOf<Topic>(
  topicWords,
  ({ teaches }) => teaches,
  ({ topics }) => topics,
);
const dataFacet = facetOf<DataKind>(dataWords, dataKindsOf, ({ data }) => data);
const areaFacet = facetOf<Area>(
  areaWords,
  ({ area }) => [area],
  ({ areas }) => areas,
);
const facets = [topicFacet, dataFacet, areaFacet] as const;

function hasWords(workload: WorkloadInfo, words: string): boolean {
  const { id, title, summary, lesson, area, teaches } = workload;
  const text = [id, title, summary, lesson, areaWords[area], ...teaches.map((topic) => topicWords[topic])]
    .join("\n")
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
