export {
  defineWorkload,
  type WorkloadChunk,
  type WorkloadDefinition,
  type WorkloadInput,
  type WorkloadTaskContext,
} from "./define-workload";
export type {
  ChoiceParameter,
  ColumnParameter,
  IntegerParameter,
  NumberParameter,
  ParameterDefinition,
  ParameterDefinitions,
  ParameterValues,
  SwitchParameter,
  TextParameter,
} from "./parameters";
export type { Row, RowHandler } from "./rows";
export type { ViewCell, WorkloadView } from "./view";
