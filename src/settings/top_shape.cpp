#include "settings/top_shape.h"

#include <fmt/format.h>

#include <utility>

#include "settings/wording.h"

namespace mutation {

JsonNode as_object(JsonNode root, SettingsContext& context) {
  if (root.kind != JsonKind::array) return root;
  context.interpretations.add(Interpretations::kWholeFile, "the array stands for \"experiments\"");
  JsonNode object;
  object.kind = JsonKind::object;
  object.line = root.line;
  root.key = "experiments";
  root.key_line = root.line;
  object.children.push_back(std::move(root));
  return object;
}

JsonNode with_global_settings(JsonNode root, SettingsContext& context) {
  constexpr std::string_view kGlobal = "global_settings";
  if (root.kind != JsonKind::object) return root;
  const JsonNode* found = find_member(root, kGlobal);
  if (!found) return root;
  if (found->kind != JsonKind::object) {
    report_wrong_type(context.problems, {found, std::string(kGlobal)}, "an object");
    return root;
  }
  context.interpretations.add(Interpretations::kWholeFile,
                              "keys of \"global_settings\" stand for those of the top level");
  const std::vector<JsonNode> members = found->children;
  for (const JsonNode& member : members) {
    if (is_prose_key(member.key)) continue;
    if (find_member(root, member.key)) {
      context.problems.add(member.key_line, member_path(kGlobal, member.key),
                           fmt::format("{} stands at the top level too", in_quotes(member.key)),
                           "keep one of them");
    } else {
      root.children.push_back(member);
    }
  }
  return root;
}

}  // namespace mutation
