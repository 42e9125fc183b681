/** Counts work where others would measure time: a busy machine does not change what is counted. */
import { Session } from "node:inspector/promises";

/** Runs a task; returns its value, and how often the verifier's blocks of code were entered. */
export async function counted(task) {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  try {
    const value = await task();
    const { result } = await session.post("Profiler.takePreciseCoverage");
    const blocks = result.filter(({ url }) => url.includes("/verifier_web/"))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
    return { value, steps: blocks.reduce((sum, { count }) => sum + count, 0) };
  } finally {
    session.disconnect();
  }
}
