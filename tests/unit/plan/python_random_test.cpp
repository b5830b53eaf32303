#include "plan/python_random.h"

#include <gtest/gtest.h>

#include <ostream>
#include <vector>

namespace mutation {
namespace {

// What CPython gives for a seed; printed by python_reference.py.
struct Reference {
  std::uint64_t seed;
  std::vector<double> random;
  std::vector<double> uniform;      // from -2.5 to 7.25
  std::vector<std::uint64_t> bits;  // 1, 7, 32, 33, 64 of them
  std::vector<std::int64_t> whole;  // 0..9999, 5..15, 3..3, -8..7, 0..2^40
  std::uint64_t digest_of_1000_mixed_draws;
};

std::ostream& operator<<(std::ostream& out, const Reference& reference) {
  return out << "seed " << reference.seed;
}

const std::vector<Reference> kReferences = {
    {0,
     {0.8444218515250481, 0.7579544029403025, 0.420571580830845},
     {0.024438315356392515, 2.4849285333439335},
     {0, 117, 3366389305, 3564191072, 8791662011684601223u},
     {5866, 14, 3, -4, 306153162355},
     0x02A5190C6DBBC599},
    {42,
     {0.6394267984578837, 0.025010755222666936, 0.27502931836911926},
     {-0.3236953030489782, 4.680594338099121},
     {1, 94, 3831882064, 2342331444, 7783083932390163561u},
     {520, 5, 3, -2, 58420225604},
     0xCF35FEC466B927CC},
    {1334,
     {0.6657614742182043, 0.7522855108438838, 0.030642083252394703},
     {1.9140848745471946, 7.0611814061019675},
     {1, 53, 1475005058, 5246433677, 18111267436477066175u},
     {4990, 12, 3, 3, 1077636328969},
     0x09ED5DA903CE6D91},
    {4294967295,  // the largest seed of one word
     {0.6353574441341173, 0.20319993954407756, 0.6073666030347188},
     {0.34052139431048056, 0.8152712089988721},
     {0, 86, 2957395405, 8048196152, 5158766050034018120u},
     {5817, 12, 3, -6, 1051425596106},
     0x21749B2E20104F79},
    {4294967301,  // 2^32 + 5: two words
     {0.15727238718789782, 0.2824866316461999, 0.6044540318498407},
     {-2.358396370247787, 3.6208115512159624},
     {1, 121, 3989798218, 7841284087, 9145418620838732424u},
     {5807, 8, 3, -2, 885448408269},
     0xB76827050E2BA0FB},
    {9223372036854775808u,  // 2^63
     {0.5534639983914199, 0.9406144709090462, 0.24199432111690833},
     {5.8000483579628686, -1.6736316440133086},
     {1, 42, 2160982385, 1310961893, 12348608858056616582u},
     {3117, 8, 3, -6, 789477593264},
     0x5C25614F136889E8},
};

class PythonRandomFor : public testing::TestWithParam<Reference> {};
INSTANTIATE_TEST_SUITE_P(Seeds, PythonRandomFor, testing::ValuesIn(kReferences));

TEST_P(PythonRandomFor, DrawsWhatPythonDraws) {
  const Reference& expected = GetParam();
  PythonRandom random(expected.seed);
  for (const double value : expected.random) EXPECT_EQ(random.random(), value);
  for (const double value : expected.uniform) EXPECT_EQ(random.uniform(-2.5, 7.25), value);
  EXPECT_EQ(random.getrandbits(1), expected.bits[0]);
  EXPECT_EQ(random.getrandbits(7), expected.bits[1]);
  EXPECT_EQ(random.getrandbits(32), expected.bits[2]);
  EXPECT_EQ(random.getrandbits(33), expected.bits[3]);
  EXPECT_EQ(random.getrandbits(64), expected.bits[4]);
  EXPECT_EQ(random.randint(0, 9999), expected.whole[0]);
  EXPECT_EQ(random.randint(5, 15), expected.whole[1]);
  EXPECT_EQ(random.randint(3, 3), expected.whole[2]);
  EXPECT_EQ(random.randint(-8, 7), expected.whole[3]);
  EXPECT_EQ(random.randint(0, std::int64_t{1} << 40), expected.whole[4]);

  std::uint64_t digest = 0xCBF29CE484222325;  // FNV-1a
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t word = i % 3 == 0   ? random.getrandbits(1 + i % 64)
                               : i % 3 == 1 ? static_cast<std::uint64_t>(random.random() * 0x1p53)
                                            : static_cast<std::uint64_t>(random.randint(0, i));
    digest = (digest ^ word) * 0x100000001B3;
  }
  EXPECT_EQ(digest, expected.digest_of_1000_mixed_draws);
}

TEST(PythonRandom, DrawsWholeNumbersUpToTheEndsOfTheirType) {
  PythonRandom random(0);
  const std::int64_t lowest = INT64_MIN;
  EXPECT_EQ(random.randint(lowest, lowest), lowest);
  for (int i = 0; i < 100; ++i) EXPECT_GE(random.randint(INT64_MAX - 1, INT64_MAX), INT64_MAX - 1);
}

TEST(PythonRandomDeathTest, RefusesAnEmptyRange) {
  PythonRandom random(0);
  EXPECT_DEATH(random.randint(2, 1), "promise broken");
  EXPECT_DEATH(random.getrandbits(0), "promise broken");
  EXPECT_DEATH(random.randint(INT64_MIN, INT64_MAX), "promise broken");
}

}  // namespace
}  // namespace mutation
