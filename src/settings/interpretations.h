// What a settings file was taken to mean beyond its letter, gathered while it is read so that the
// user gets one note for it all.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace mutation {

class Interpretations {
 public:
  // Of the entry with that position in the file, from 0, or of the file as a whole (kWholeFile).
  static constexpr int kWholeFile = -1;
  // `meaning` says it in a few words: "\"mutate_params\" stands for \"mutate\"".
  void add(int entry, const std::string& meaning);
  // A key that stands on the published list of those without effect.
  void without_effect(const std::string& key);
  // One line; "" where nothing was interpreted.
  std::string note() const;

 private:
  // In the order of their first occurrence; entries ascending.
  std::vector<std::pair<std::string, std::vector<int>>> meanings_;
  std::vector<std::string> without_effect_;
};

}  // namespace mutation
