import { runDatasetOpener } from "../engine/child";

runDatasetOpener();
