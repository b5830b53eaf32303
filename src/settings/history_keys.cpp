#include "settings/history_keys.h"

namespace mutation {

HistoryOptions read_history_options(ObjectReader& reader, SettingsContext& context) {
  HistoryOptions options;
  options.use_deduplication = reader.boolean("use_deduplication");
  const bool old_name = reader.has("historical_csvs");
  const auto files = take_either(reader, "history", "historical_csvs");
  const auto items = files ? read_distinct_texts(*files, reader.problems()) : std::nullopt;
  if (!items) return options;
  options.historical_csvs.emplace();
  for (const JsonPlace& item : *items) options.historical_csvs->push_back(item.node->text);
  if (!items->empty() && !reader.has("use_deduplication") && !context.deduplicates) {
    options.use_deduplication = true;
    if (old_name) {
      context.interpretations.add(
          context.entry, "\"historical_csvs\" count although \"use_deduplication\" is not given");
    }
  }
  return options;
}

}  // namespace mutation
