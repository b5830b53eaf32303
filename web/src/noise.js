// The noise floors of the machines: which of them is meant where several calibrations were recorded.
import { state } from "./state.js";

// Of each figure of each device the latest calibration's, in the order of their first ones.
export function latestFloors() {
  const latest = new Map();
  for (const each of state.overview.noise_floors) {
    const key = JSON.stringify([each.host, each.device, each.simulated, each.of]);
    const before = latest.get(key);
    if (!before || each.at >= before.at) latest.set(key, each);
  }
  return [...latest.values()];
}

// Relative, of a figure of a configuration's machine; null: not known.
export function floorOf({ host, device, simulated }, figure) {
  const is = (each) => each.of === figure && each.device === device && each.host === host && each.simulated === simulated;
  return latestFloors().find(is)?.relative ?? null;
}
