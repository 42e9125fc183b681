/**
 * Counts work where others would measure time: a busy machine does not change what is counted.
 *
 * Import it before the verifier: V8 counts in what it compiles from here on
 * (https://v8.dev/blog/javascript-code-coverage).
 */
import { Session } from "node:inspector/promises";

const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/** Runs a task; returns its value, and how often the verifier's blocks of code were entered. */
export async function counted(task) {
  await blocks();
  const value = await task();
  return { value, steps: await blocks() };
}

/** How often since it was last asked. */
async function blocks() {
  const { result } = await session.post("Profiler.takePreciseCoverage");
  return result.filter(({ url }) => url.includes("/verifier_web/"))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0);
}
