#include "settings/json_syntax.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <utility>

#include "settings/wording.h"

namespace mutation {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";
constexpr std::string_view kWordEnds = " \t\r\n,:[]{}\"";

// The stop, with the separator that was due taken apart from the token that could not be read.
struct Place {
  bool separator = false;  // the ',' or ':' that was due stands there
  size_t start = 0;        // of the bad token; the text's size: the file ends
  std::string_view token;
};

char separator_due(const SyntaxStop& stop) {
  if (stop.last == JsonStep::key) return ':';
  return stop.last == JsonStep::value && stop.open ? ',' : '\0';
}

size_t skip_white_space(std::string_view text, size_t at) {
  return std::min(text.find_first_not_of(kWhiteSpace, at), text.size());
}

std::string_view token_at(std::string_view text, size_t start) {
  if (start == text.size()) return {};
  const size_t end = std::min(text.find_first_of(kWordEnds, start), text.size());
  return text.substr(start, std::max<size_t>(end - start, 1));
}

Place place_of(const SyntaxStop& stop) {
  Place place;
  place.start = skip_white_space(stop.text, stop.good_end);
  const char due = separator_due(stop);
  if (due && place.start < stop.text.size() && stop.text[place.start] == due) {
    place.separator = true;
    place.start = skip_white_space(stop.text, place.start + 1);
  }
  place.token = token_at(stop.text, place.start);
  return place;
}

std::string open_thing(const SyntaxStop& stop) {
  return fmt::format("{} that begins in line {}", stop.open == '{' ? "object" : "array",
                     stop.open_line);
}

// Of a text that is not well-formed between its quotes.
SyntaxWords words_of_string(std::string_view parser_says) {
  const auto says = [&](std::string_view part) {
    return parser_says.find(part) != std::string_view::npos;
  };
  if (says("U+000A") || says("U+000D")) {
    return {"a text runs over the end of its line", "is its closing \" missing?"};
  }
  if (says("missing closing quote")) return {"the file ends within a text", "close it with \""};
  if (says("forbidden character")) {
    return {"a text has a \\ before a character that cannot follow it",
            "write \\\\ for one backslash"};
  }
  if (says("surrogate") || says("'\\u'")) {
    return {"a text has a \\u that does not name a character",
            "\\u takes four hexadecimal digits; or write the character itself"};
  }
  return {"a text has a control character", "write it as \\u and four hexadecimal digits"};
}

// Of a token that people write from habit but JSON does not have; empty text: none of these.
SyntaxWords words_of_habit(std::string_view token) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kPython = {
      {{"True", "true"}, {"False", "false"}, {"None", "null"}}};
  for (const auto& [python, json] : kPython) {
    if (token == python) {
      return {fmt::format("{} is not JSON", python), fmt::format("write {}", json)};
    }
  }
  for (const std::string_view name :
       {"NaN", "nan", "Infinity", "-Infinity", "inf", "-inf", "-NaN", "Inf"}) {
    if (token == name) return {fmt::format("{} is not JSON", name), "numbers must be finite"};
  }
  if (token.starts_with("//") || token.starts_with("/*") || token.starts_with("#")) {
    return {"JSON has no comments", "write it as a text under the key \"comment\""};
  }
  if (token.starts_with("'")) return {"texts and keys stand in double quotes", "write \"…\""};
  return {};
}

bool begins_value(char c) {
  return c == '"' || c == '{' || c == '[' || std::isalnum(static_cast<unsigned char>(c));
}

// "01" is read as 0 and then a stray 1: show the whole of it.
SyntaxWords words_of_number(const SyntaxStop& stop, const Place& place) {
  const size_t before = stop.text.find_last_of(kWordEnds, place.start ? place.start - 1 : 0);
  const size_t start = before == std::string_view::npos ? 0 : before + 1;
  return {fmt::format("{} is not a JSON number", in_quotes(token_at(stop.text, start))),
          "numbers look like 5, -0.5 or 1e-05"};
}

bool looks_like_number(const SyntaxStop& stop, const Place& place) {
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  if (!place.separator && stop.last == JsonStep::value && place.start == stop.good_end) {
    return is_digit(stop.text[place.start - 1]) && !place.token.empty() &&
           kWordEnds.find(place.token.front()) == std::string_view::npos;
  }
  const size_t first = place.token.find_first_not_of("+-.");
  return first != std::string_view::npos && is_digit(place.token[first]) &&
         stop.parser_says.find("invalid") != std::string_view::npos;
}

SyntaxWords words_of_end(const SyntaxStop& stop) {
  if (!stop.open) return {"the file has no content", "a settings file is one JSON object { … }"};
  return {fmt::format("the file ends before the {} is closed", open_thing(stop)),
          fmt::format("is a {} missing?", stop.open == '{' ? '}' : ']')};
}

// The token is fit for JSON, but not here.
SyntaxWords words_of_misplaced(const SyntaxStop& stop, const Place& place) {
  const char first = place.token.front();
  const bool closes = first == '}' || first == ']';
  const std::string token = first == '"' ? "a text" : in_quotes(place.token);
  if (stop.last == JsonStep::value && !stop.open) {
    return {fmt::format("{} follows after the end", token), "a file is one JSON value"};
  }
  if (closes && stop.last == JsonStep::value && place.separator) {
    return {fmt::format("a comma stands before {}", first), "remove the comma"};
  }
  if (closes && stop.open && first != (stop.open == '{' ? '}' : ']')) {
    return {fmt::format("{} cannot close the {}", first, open_thing(stop)), ""};
  }
  if (stop.last == JsonStep::value && !place.separator && begins_value(first)) {
    return {fmt::format("a comma is missing before {}", token), ""};
  }
  if (stop.last == JsonStep::key && !place.separator) {
    return {fmt::format("a : is missing between a key and {}", token), ""};
  }
  if (stop.open == '{' && stop.last != JsonStep::key) {
    return {fmt::format("a key in double quotes must stand here, not {}", token), ""};
  }
  return {fmt::format("a value must stand here, not {}", token), ""};
}

}  // namespace

SyntaxWords syntax_words(const SyntaxStop& stop) {
  if (stop.parser_says.find("invalid string") != std::string_view::npos) {
    return words_of_string(stop.parser_says);
  }
  const Place place = place_of(stop);
  if (place.token.empty()) return words_of_end(stop);
  SyntaxWords habit = words_of_habit(place.token);
  if (!habit.text.empty()) return habit;
  if (looks_like_number(stop, place)) return words_of_number(stop, place);
  return words_of_misplaced(stop, place);
}

}  // namespace mutation
