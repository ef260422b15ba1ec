import {
  Activity,
  ArrowDownNarrowWide,
  Binary,
  ChartColumn,
  ChartNoAxesGantt,
  ChartScatter,
  ChartSpline,
  Combine,
  Dices,
  FileCode,
  FileJson,
  FileSpreadsheet,
  Files,
  FileText,
  Footprints,
  Hash,
  Hourglass,
  Image,
  Images,
  Layers,
  ListFilter,
  Lock,
  type LucideIcon,
  MessagesSquare,
  Palette,
  ScanSearch,
  Shapes,
  Tally5,
  Thermometer,
  Users,
  Zap,
} from "lucide-react";
import type { ReactNode } from "react";
import type { Dataset, WorkloadInfo } from "../../shared/contract/models";

const byId: Readonly<Record<string, LucideIcon>> = {
  "chat-server": MessagesSquare,
  errands: Footprints,
  "group-by": Layers,
  heat: Thermometer,
  histogram: ChartColumn,
  "image-colours": Palette,
  "image-filter": Image,
  join: Combine,
  "k-means": ChartScatter,
  "logistic-regression": ChartSpline,
  mandelbrot: Shapes,
  "nearest-neighbours": ScanSearch,
  pi: Dices,
  primes: Binary,
  queueing: Users,
  sort: ArrowDownNarrowWide,
  sum: Hash,
  tally: Tally5,
  "word-count": ListFilter,
};

const byKind: Readonly<Record<WorkloadInfo["kind"], LucideIcon>> = {
  cpu: Zap,
  io: Hourglass,
  lock: Lock,
  data: Activity,
};

export function WorkloadIcon({ workload }: { readonly workload: Pick<WorkloadInfo, "id" | "kind"> }): ReactNode {
  const Icon = byId[workload.id] ?? byKind[workload.kind];
  return <Icon size={16} strokeWidth={1.5} aria-hidden />;
}

export function ProgramIcon(): ReactNode {
  return <FileCode size={16} strokeWidth={1.5} aria-hidden />;
}

export function TraceIcon(): ReactNode {
  return <ChartNoAxesGantt size={16} strokeWidth={1.5} aria-hidden />;
}

const datasetIcons: Readonly<Record<Dataset["format"], LucideIcon>> = {
  csv: FileSpreadsheet,
  ndjson: FileJson,
  json: FileJson,
  parquet: FileSpreadsheet,
  text: FileText,
  images: Images,
  idx: Images,
  texts: Files,
};

export function DatasetIcon({ format }: Pick<Dataset, "format">): ReactNode {
  const Icon = datasetIcons[format];
  return <Icon size={16} strokeWidth={1.5} aria-hidden />;
}

/** The mark: three lanes with slices. */
export function Logo({ size = 18 }: { readonly size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect x="3" y="5" width="17" height="6" rx="2" fill="var(--compute)" />
      <rect x="22" y="5" width="7" height="6" rx="2" fill="var(--lock-wait)" />
      <rect x="3" y="13" width="6" height="6" rx="2" fill="var(--lock-wait)" />
      <rect x="11" y="13" width="18" height="6" rx="2" fill="var(--compute)" />
      <rect x="8" y="21" width="15" height="6" rx="2" fill="var(--serialize)" />
    </svg>
  );
}
