import { startApplication } from "./application";
import { composeService } from "./compose";

startApplication(composeService);
