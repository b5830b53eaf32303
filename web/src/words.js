// The page's own words, in the reader's language. Texts of the records stay as they were written.
import dictionary from "../words.json";
import { prefs } from "./prefs.js";

// t("runs.shown", {n: 3}) fills in {n}. A key that is missing shows itself.
export function t(key, values) {
  const entry = dictionary[key];
  const text = entry ? entry[prefs.language] : key;
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
}

// A word of the records ("suspect", "timed out"), in the reader's language where the dictionary has it.
export function word(group, text) {
  const entry = text === null || text === undefined ? null : dictionary[`${group}.${text}`];
  return entry ? entry[prefs.language] : (text ?? "");
}
