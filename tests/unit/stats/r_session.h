// R, asked for numbers: what tests compare this program's statistics with.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "stats/mean_interval.h"

namespace mutation {

// Collects lines of R, then runs them all at once.
class RSession {
 public:
  void run(const std::string& line) { script_ += line + "\n"; }
  void give(const std::string& name, std::span<const double> values) {
    std::string text;
    for (const double value : values)
      text += fmt::format("{}{:.17g}", text.empty() ? "" : ",", value);
    run(name + " <- c(" + text + ")");
  }
  // The elements of a numeric expression.
  void ask(const std::string& name, const std::string& expression) {
    run(fmt::format("cat(sprintf('{} %.17g\\n', as.numeric({})), sep='')", name, expression));
  }

  // By name, in order; empty where R is missing or the script fails.
  std::map<std::string, std::vector<double>> answers() const {
    const std::string path = testing_path();
    std::FILE* const file = std::fopen(path.c_str(), "w");
    if (!file) return {};
    std::fputs(script_.c_str(), file);
    std::fclose(file);
    std::map<std::string, std::vector<double>> answers;
    if (std::FILE* const pipe = ::popen(("Rscript --vanilla " + path).c_str(), "r")) {
      std::array<char, 4096> line{};
      while (std::fgets(line.data(), line.size(), pipe)) {
        const std::string text(line.data());
        const std::size_t space = text.find(' ');
        if (space == std::string::npos) continue;
        answers[text.substr(0, space)].push_back(std::strtod(text.c_str() + space, nullptr));
      }
      if (::pclose(pipe) != 0) answers.clear();
    }
    std::remove(path.c_str());
    return answers;
  }

 private:
  static std::string testing_path() {
    std::string path = "/tmp/mutation_stats_XXXXXX";
    const int file = ::mkstemp(path.data());
    if (file < 0) return {};
    std::fclose(::fdopen(file, "w"));
    return path;
  }

  std::string script_;
};

inline constexpr int kSeeds = 5;

using Answers = std::map<std::string, std::vector<double>>;

inline Answers asked(const RSession& r) {
  Answers answers = r.answers();
  EXPECT_FALSE(answers.empty()) << "R said nothing: scripts/install-packages test installs it";
  return answers;
}

inline void expect_same(const Answers& answers, const std::string& name, std::vector<double> ours,
                        double tolerance = 1e-9) {
  const auto found = answers.find(name);
  ASSERT_NE(found, answers.end()) << name;
  ASSERT_EQ(found->second.size(), ours.size()) << name;
  for (std::size_t i = 0; i < ours.size(); ++i)
    EXPECT_NEAR(ours[i], found->second[i], tolerance * std::max(1.0, std::abs(found->second[i])))
        << name << " " << i;
}

inline std::vector<double> numbers_of(const Interval& interval) {
  return {interval.value, interval.low, interval.high};
}

inline std::vector<double> normal_values(std::mt19937_64& generator, int count, double mean,
                                         double deviation) {
  std::normal_distribution<double> distribution(mean, deviation);
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(distribution(generator));
  return values;
}

}  // namespace mutation
