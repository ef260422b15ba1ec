import { describePool } from "./pool-suite";

describePool("shared memory");
