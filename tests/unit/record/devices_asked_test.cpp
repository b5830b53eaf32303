#include <gmock/gmock.h>

#include "record/read_session.h"
#include "record/session_store.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::ElementsAre;

TEST(DevicesAsked, AreThoseOfAllRunsEachOnce) {
  const TemporaryFolder folder;
  Plan plan = sample_plan();
  plan.runs.resize(2, plan.runs.front());
  plan.runs[0].devices = {};
  plan.runs[1].devices = {"1", "GPU-b"};
  plan.runs[1].index = plan.runs[0].index + 1;
  auto store = SessionStore::create(folder.path(), plan, sample_catalogue(), {}, at(0));
  ASSERT_TRUE(store.ok()) << to_text(store.error());
  ASSERT_TRUE((*store)->begin_session(sample_session(), plan).ok());
  const auto asked = devices_asked((*store)->directory());
  ASSERT_TRUE(asked.ok()) << to_text(asked.error());
  EXPECT_THAT(*asked, ElementsAre(ElementsAre(), ElementsAre("1", "GPU-b")));
}

}  // namespace
}  // namespace mutation
